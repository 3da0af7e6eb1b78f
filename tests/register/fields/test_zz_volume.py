import time, pytest
from django.db import connection
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.operations import field_upkeep
from tests.register.fields.making import a_field, a_tab
pytestmark = pytest.mark.django_db(transaction=True)

def run(q, *p):
    t=time.monotonic()
    with connection.cursor() as c:
        c.execute(q, p or None)
        r = c.fetchall() if c.description else None
    return time.monotonic()-t, r

def test_it():
    out=open('/tmp/w/fields-scratch/perf.txt','w')
    def say(*a, sep=' '):
        print(*a, file=out, flush=True, sep=sep)
    tab=a_tab()
    for i in range(6): a_field(tab, f"d{i}", "DICTIONARY", own_values=tuple(f"v{j}" for j in range(4**(i+1) if i<5 else 2000)), is_indexed=i in (1,2))
    for i in range(8): a_field(tab, f"n{i}", "NUMBER", is_indexed=i==0)
    for i in range(4): a_field(tab, f"m{i}", "MONEY", is_indexed=i==0)
    for i in range(6): a_field(tab, f"t{i}", "TEXT", is_unique=i==0, is_indexed=i==1)
    for i in range(4): a_field(tab, f"y{i}", "DATE", is_indexed=i==0)
    for i in range(2): a_field(tab, f"b{i}", "YES_NO")
    t,_=run("ALTER TABLE register_party DISABLE TRIGGER USER"); 
    t,_=run("""INSERT INTO register_party (number, kind, name) SELECT 'K'||g, 'COMPANY', 'Firma '||md5(g::text) FROM generate_series(1,300000) g"""); say('parties',t)
    run("ALTER TABLE register_party ENABLE TRIGGER USER")
    parts=[]
    for i in range(6): parts.append(f"'d{i}', 'v'||(hashint4extended(p.id::int,{i})&{(4**(i+1) if i<5 else 1024)-1})")
    for i in range(8): parts.append(f"'n{i}', (hashint4extended(p.id::int,{10+i})&{(1<<(4+2*i))-1})::int")
    for i in range(4): parts.append(f"'m{i}', round(((hashint4extended(p.id::int,{20+i})&1048575)/100.0)::numeric,2)")
    for i in range(6): parts.append(f"'t{i}', 'T{i}-'||p.id||'-'||md5(p.id::text||{i})")
    for i in range(4): parts.append(f"'y{i}', (date '2000-01-01' + (hashint4extended(p.id::int,{30+i})&8191)::int)::text")
    for i in range(2): parts.append(f"'b{i}', (hashint4extended(p.id::int,{40+i})&{1 if i else 127})=0")
    run("UPDATE register_dictionaryvalue SET code = 'v'||(place-1)")
    t,_=run("INSERT INTO register_partyfields SELECT p.id, jsonb_build_object("+",".join(parts)+") FROM register_party p"); say('fields of 300k x 30 with check, gin, history', t)
    t=time.monotonic(); field_upkeep.tend_indexes(actor=SYSTEM); say('four indexes concurrently', time.monotonic()-t)
    for n,e in (('m0',"register_field_number(fields -> 'm0')"),('y0',"((fields ->> 'y0') COLLATE \"C\")"),('d1',"((fields ->> 'd1') COLLATE \"C\")"),('d2',"((fields ->> 'd2') COLLATE \"C\")")):
        say(run(f"CREATE INDEX probe_{n} ON register_partyfields (party_id, ({e}))")[0])
    run("VACUUM ANALYZE register_partyfields"); run("VACUUM ANALYZE register_party")
    say(run("SELECT pg_size_pretty(pg_relation_size('register_partyfields')), pg_size_pretty(pg_relation_size('register_partyfields_equal'))")[1])
    page="SELECT p.id, p.name FROM register_party p JOIN register_partyfields v ON v.party_id=p.id WHERE p.state='ACTIVE' AND {} ORDER BY p.sort_pl, p.id LIMIT 51"
    count="SELECT count(*) FROM register_party p JOIN register_partyfields v ON v.party_id=p.id WHERE p.state='ACTIVE' AND {}"
    conds={
     'dict 1/4': """v.fields @> '{"d0":"v1"}'""",
     'dict 1/64': """v.fields @> '{"d2":"v1"}'""",
     'dict 1/16': """v.fields @> '{"d1":"v1"}'""",
     'dict 1/16 expr': """((v.fields ->> 'd1') COLLATE "C") = 'v1'""",
     'dict 1/64 expr': """((v.fields ->> 'd2') COLLATE "C") = 'v1'""",
     'money 0.2%': """register_field_number(v.fields -> 'm0') BETWEEN 100 AND 120""",
     'money 5%': """register_field_number(v.fields -> 'm0') BETWEEN 100 AND 600""",
     'money none': """register_field_number(v.fields -> 'm0') BETWEEN 90000 AND 99000""",
     'two ranges': """register_field_number(v.fields -> 'm0') BETWEEN 100 AND 2000 AND (v.fields ->> 'y0') COLLATE "C" BETWEEN '2010-01-01' AND '2010-12-31'""",
     'dict 1/1024': """v.fields @> '{"d4":"v1"}'""",
     'yes 1/128': """v.fields @> '{"b0":true}'""",
     'yes 1/2': """v.fields @> '{"b1":true}'""",
     'money range idx 1%': """register_field_number(v.fields -> 'm0') BETWEEN 100 AND 200""",
     'money range idx 50%': """register_field_number(v.fields -> 'm0') < 5000""",
     'money range noidx 1%': """register_field_number(v.fields -> 'm1') BETWEEN 100 AND 200""",
     'date range idx month': """(v.fields ->> 'y0') COLLATE "C" BETWEEN '2010-01-01' AND '2010-01-31'""",
     'text prefix idx': """(fold(v.fields ->> 't1') COLLATE "C") >= 't1 123' AND (fold(v.fields ->> 't1') COLLATE "C") < 't1 124'""",
     'text eq unique': """(fold(v.fields ->> 't0') COLLATE "C") = fold('T0-777-'||md5('7770'))""",
     'two: dict 1/64 and date': """v.fields @> '{"d2":"v1"}' AND (v.fields ->> 'y0') COLLATE "C" BETWEEN '2010-01-01' AND '2010-12-31'""",
     'text eq gin': """v.fields @> '{"t3":"T3-5-0"}'""",
    }
    for name,c in conds.items():
        for kind,q in (('page',page),('count',count)):
            ts=[run(q.format(c))[0]*1000 for _ in range(3)]
            say(f"{name:26} {kind:6}", ' '.join(f"{x:8.1f}" for x in ts))
        plan=run("EXPLAIN (ANALYZE, TIMING OFF) "+page.format(c))[1]
        say('   '+'\n   '.join(r[0] for r in plan))
    sortq="SELECT p.id FROM register_party p LEFT JOIN register_partyfields v ON v.party_id=p.id WHERE p.state='ACTIVE' ORDER BY register_field_number(v.fields -> 'm0') DESC NULLS LAST, p.id LIMIT 51"
    say('sort', [run(sortq)[0]*1000 for _ in range(3)])
    sortq="SELECT p.id FROM register_party p JOIN register_partyfields v ON v.party_id=p.id WHERE p.state='ACTIVE' AND register_field_number(v.fields -> 'm0') IS NOT NULL ORDER BY register_field_number(v.fields -> 'm0'), v.party_id LIMIT 51"
    say('sort present', [run(sortq)[0]*1000 for _ in range(3)]); say(*[r[0] for r in run("EXPLAIN ANALYZE "+sortq)[1]],sep='\n')
