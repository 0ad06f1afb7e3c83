-- The time zone of a handle's people, by its IANA name; without one, this computer's.
ALTER TABLE handle ADD COLUMN time_zone TEXT;
