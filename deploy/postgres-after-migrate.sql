-- Take from every role but the owner the right to change or delete what is recorded for good: the
-- tables that carry the append-only triggers. Run after every `manage.py migrate`, as the owner:
--
--   psql -v ON_ERROR_STOP=1 -d mingfa -f deploy/postgres-after-migrate.sql
--
-- The triggers refuse the same; this second lock holds where somebody has dropped a trigger.

DO $$
DECLARE
  guarded record;
  holder record;
BEGIN
  FOR guarded IN
    SELECT DISTINCT c.oid::regclass AS name, c.oid, c.relowner
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname = 'append_only_row'
  LOOP
    FOR holder IN
      SELECT DISTINCT grantee FROM aclexplode((SELECT relacl FROM pg_class WHERE oid = guarded.oid))
      WHERE grantee <> guarded.relowner AND grantee <> 0
    LOOP
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I',
                     guarded.name, pg_get_userbyid(holder.grantee));
    END LOOP;
  END LOOP;
END $$;
