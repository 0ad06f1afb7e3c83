-- Message access that somebody switched off in Instagram and that a person was told of, until it is back: from when on
-- messages were missed.
ALTER TABLE handle ADD COLUMN access_off_from INTEGER;

-- Besides access that was given, notices tell that message access went and came back.
ALTER TABLE notice ADD COLUMN kind TEXT NOT NULL DEFAULT 'access_granted';
ALTER TABLE notice ADD COLUMN since INTEGER;
ALTER TABLE notice_handle ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0;
