-- How soon the handle's people are promised an answer (domain::sla::Policy, as JSON); nothing is promised without.
ALTER TABLE handle ADD COLUMN sla TEXT;
