CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.owners (
    id integer NOT NULL,
    name character varying(50) NOT NULL
);
CREATE SEQUENCE public.owners_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.owners_id_seq OWNED BY public.owners.id;
CREATE TABLE public.pets (
    id integer NOT NULL,
    owner_id integer,
    kind character varying(10) DEFAULT 'cat'::character varying
);
CREATE SEQUENCE public.pets_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.pets_id_seq OWNED BY public.pets.id;
ALTER TABLE ONLY public.owners ALTER COLUMN id SET DEFAULT nextval('public.owners_id_seq'::regclass);
ALTER TABLE ONLY public.pets ALTER COLUMN id SET DEFAULT nextval('public.pets_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('s2');
INSERT INTO public.owners VALUES (1, 'Ann');
INSERT INTO public.owners VALUES (2, 'Bob');
INSERT INTO public.pets VALUES (1, 2, 'cat');
SELECT pg_catalog.setval('public.owners_id_seq', 1, false);
SELECT pg_catalog.setval('public.pets_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.owners
    ADD CONSTRAINT owners_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pets
    ADD CONSTRAINT pets_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pets
    ADD CONSTRAINT fk_owner FOREIGN KEY (owner_id) REFERENCES public.owners(id);
