-- The tint that a person chose for the handle, 0 to 9; without one, the one that its number gives it.
ALTER TABLE handle ADD COLUMN tint INTEGER;
