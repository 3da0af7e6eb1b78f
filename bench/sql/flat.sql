-- The schema of the comparison: what the work needs and no more. Primary, unique and foreign keys,
-- one trigram index, one partial index on what is open.
CREATE TABLE customer (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  company boolean NOT NULL,
  nip text NOT NULL UNIQUE,
  email text NOT NULL,
  phone text NOT NULL,
  street text NOT NULL,
  zip text NOT NULL,
  city text NOT NULL,
  search text GENERATED ALWAYS AS
    (lower(name) || ' ' || nip || ' ' || lower(email) || ' ' || lower(code)) STORED
);
CREATE INDEX customer_search ON customer USING gin (search gin_trgm_ops);

CREATE TABLE receivable (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text NOT NULL,
  rank smallint NOT NULL,
  customer_id bigint NOT NULL REFERENCES customer,
  issue date NOT NULL,
  due date NOT NULL,
  amount numeric(14, 2) NOT NULL CHECK (amount > 0),
  open numeric(14, 2) NOT NULL CHECK (open >= 0),
  UNIQUE (number, rank)
);
CREATE INDEX receivable_customer ON receivable (customer_id);
CREATE INDEX receivable_open ON receivable (customer_id, due, number, rank) WHERE open > 0;

CREATE TABLE payment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ref text NOT NULL UNIQUE,
  customer_id bigint NOT NULL REFERENCES customer,
  paid date NOT NULL,
  amount numeric(14, 2) NOT NULL CHECK (amount > 0),
  open numeric(14, 2) NOT NULL CHECK (open >= 0)
);
CREATE INDEX payment_customer ON payment (customer_id);

CREATE TABLE allocation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment_id bigint NOT NULL REFERENCES payment,
  receivable_id bigint NOT NULL REFERENCES receivable,
  amount numeric(14, 2) NOT NULL CHECK (amount > 0)
);
