-- Roles and database of Mingfa. Run once, as a superuser, with psql:
--
--   psql -v ON_ERROR_STOP=1 -f deploy/postgres.sql
--
-- Another name than mingfa, for a second site: -v database=… -v prefix=…
--
-- …_owner owns the tables and alone changes them: `manage.py migrate` runs as this role.
-- …_app   is what web, worker and seal sign in as: it writes rows, and what has been recorded for
--         good it can neither change nor delete (deploy/postgres-after-migrate.sql).
-- …_read  reads only: reports, copies, supervision.
--
-- The roles sign in over the local socket as the system users of the same names ("peer"); for a
-- server elsewhere give them passwords or certificates and use TLS with sslmode=verify-full.

\if :{?database}
\else
  \set database mingfa
\endif
\if :{?prefix}
\else
  \set prefix mingfa
\endif
\set owner :prefix _owner
\set app :prefix _app
\set read :prefix _read

CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE :"app"   LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 200;
CREATE ROLE :"read"  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;

-- A locale that knows Chinese letters: under "C" letters outside ASCII are not letters at all.
CREATE DATABASE :"database" OWNER :"owner" TEMPLATE template0 ENCODING 'UTF8'
  LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"app", :"read";
ALTER ROLE :"read" IN DATABASE :"database" SET default_transaction_read_only = on;

\connect :"database"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO :"owner";
GRANT USAGE ON SCHEMA public TO :"app", :"read";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT SELECT ON TABLES TO :"read";
