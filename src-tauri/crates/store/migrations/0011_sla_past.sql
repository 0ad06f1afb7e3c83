-- A handle's promises one after the other (domain::sla::Promises, as JSON), the oldest first: so far there was one at a time.
UPDATE handle SET sla = json_array(json(sla)) WHERE sla IS NOT NULL;
