-- How often others let themselves be asked, counted for all processes of the office together.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- What was used of a limit: in the window that `starts` begins, and in the one before it.
CREATE TABLE kernel_allowance (
  name text NOT NULL,
  span text NOT NULL CONSTRAINT kernel_allowance_span
    CHECK (span IN ('second', 'minute', 'hour', 'day')),
  starts timestamptz NOT NULL,
  used integer NOT NULL,
  before integer NOT NULL DEFAULT 0,
  PRIMARY KEY (name, span)
);
REVOKE ALL ON kernel_allowance FROM kartoteka_desk;
GRANT SELECT ON kernel_allowance TO kartoteka_desk;

-- What counts against a limit at a moment: of a day all since midnight in Warsaw; of shorter spans
-- what was used in this window and, in proportion, in the one before, so that no stretch of that
-- length ever holds twice the limit.
CREATE FUNCTION kernel_allowance_used(asked text, asked_span text, at timestamptz)
RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT coalesce((
    SELECT CASE
      WHEN a.starts = w.starts AND asked_span = 'day' THEN a.used
      WHEN a.starts = w.starts THEN a.used + a.before * (1 - w.part)
      WHEN asked_span <> 'day' AND a.starts = w.starts - w.length THEN a.used * (1 - w.part)
      ELSE 0 END
    FROM kernel_allowance a
    CROSS JOIN LATERAL (
      SELECT date_trunc(asked_span, at, 'Europe/Warsaw') AS starts,
             ('1 ' || asked_span)::interval AS length) AS whole
    CROSS JOIN LATERAL (
      SELECT whole.starts, whole.length,
             extract(epoch FROM at - whole.starts)
               / extract(epoch FROM whole.length) AS part) AS w
    WHERE a.name = asked AND a.span = asked_span), 0)
$$;

-- Takes `wanted` turns of what `name` allows, or none where one of the limits would be passed.
-- `spans` and `limits` go in step; what is asked as one call (of a list of numbers) fills a second at
-- most. Returns the seconds to wait before asking again, 0 where the
-- turns were taken. Locks: the rows of the name, until the transaction ends.
CREATE FUNCTION kernel_allowance_take(asked text, wanted integer, spans text[], limits integer[],
                                      at timestamptz)
RETURNS double precision
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  now_at timestamptz := coalesce(at, clock_timestamp());
  waits double precision := 0;
  n integer;
  first timestamptz;
  length interval;
  counted integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('kernel_allowance'), hashtext(asked));
  now_at := coalesce(at, clock_timestamp());
  FOR n IN 1 .. cardinality(spans) LOOP
    counted := CASE spans[n] WHEN 'second' THEN least(wanted, limits[n]) ELSE wanted END;
    IF kernel_allowance_used(asked, spans[n], now_at) + counted > limits[n] THEN
      length := ('1 ' || spans[n])::interval;
      first := date_trunc(spans[n], now_at, 'Europe/Warsaw');
      waits := greatest(waits, CASE spans[n]
        WHEN 'day' THEN extract(epoch FROM
          date_trunc('day', first + interval '26 hours', 'Europe/Warsaw') - now_at)
        ELSE extract(epoch FROM length) / greatest(limits[n], 1) END);
    END IF;
  END LOOP;
  IF waits > 0 THEN
    RETURN waits;
  END IF;
  FOR n IN 1 .. cardinality(spans) LOOP
    counted := CASE spans[n] WHEN 'second' THEN least(wanted, limits[n]) ELSE wanted END;
    length := ('1 ' || spans[n])::interval;
    first := date_trunc(spans[n], now_at, 'Europe/Warsaw');
    INSERT INTO kernel_allowance AS a (name, span, starts, used)
    VALUES (asked, spans[n], first, counted)
    ON CONFLICT (name, span) DO UPDATE SET
      before = CASE WHEN a.starts = first THEN a.before
                    WHEN a.starts = first - length THEN a.used ELSE 0 END,
      used = CASE WHEN a.starts = first THEN a.used ELSE 0 END + counted,
      starts = first;
  END LOOP;
  RETURN 0;
END $$;

-- Says that the other side itself counts the day as used up, whatever we have counted.
CREATE FUNCTION kernel_allowance_spent(asked text, day_limit integer, at timestamptz)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO kernel_allowance AS a (name, span, starts, used)
  VALUES (asked, 'day', date_trunc('day', coalesce(at, clock_timestamp()), 'Europe/Warsaw'),
          day_limit)
  ON CONFLICT (name, span) DO UPDATE SET
    starts = excluded.starts,
    used = greatest(CASE WHEN a.starts = excluded.starts THEN a.used ELSE 0 END, day_limit)
$$;
REVOKE EXECUTE ON FUNCTION kernel_allowance_take(text, integer, text[], integer[], timestamptz),
  kernel_allowance_spent(text, integer, timestamptz), kernel_allowance_used(text, text, timestamptz)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel_allowance_take(text, integer, text[], integer[], timestamptz),
  kernel_allowance_spent(text, integer, timestamptz), kernel_allowance_used(text, text, timestamptz)
  TO kartoteka_desk;
