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
    import datetime as dt, json
    from kartoteka.kernel import listing
    from kartoteka.kernel.criteria import parse
    from kartoteka.register.criteria import PARTIES
    for n in ('m0','y0','d1','d2'): run(f"DROP INDEX probe_{n}")
    conds={
     'dict 1/4': [("d0","one_of","v1")], 'dict 1/16 idx': [("d1","one_of","v1")], 'dict 1/64 idx': [("d2","one_of","v1")],
     'dict 1/256': [("d3","one_of","v1")], 'dict 1/1024': [("d4","one_of","v1")], 'yes 1/128':[("b0","yes")], 'yes 1/2':[("b1","yes")],
     'no 1/128':[("b0","no")], 'money 0.2%':[("m0","between","100","120")], 'money 1%':[("m0","between","100","200")],'money 2%':[("m0","between","100","300")],
     'money 5%':[("m0","between","100","600")],'money 50%':[("m0","under","5000")],'money none':[("m0","over","20000")],
     'money noidx 1%':[("m1","between","100","200")], 'date month':[("y0","between","2010-01-01","2010-01-31")],'date year':[("y0","between","2010-01-01","2010-12-31")],
     'text is':[("t3","is","T3-5-0")],'text idx is':[("t1","is","T1-5-0")],'text contains':[("t3","contains","T3-5-0")],
     'two ranges':[("m0","between","100","2000"),("y0","between","2010-01-01","2010-12-31")],
     'four':[("m0","between","100","2000"),("y0","between","2010-01-01","2010-12-31"),("d0","one_of","v1"),("b1","yes")],
     'four b':[("n1","over","3"),("y1","between","2010-01-01","2010-12-31"),("d0","one_of","v1","v2"),("b1","no")],
     'empty':[("t4","empty")], 'filled':[("t4","filled")],
    }
    fields=PARTIES.fields(SYSTEM)
    def ms(f):
        t=time.monotonic(); f(); return (time.monotonic()-t)*1000
    for name,c in conds.items():
        q={"all":[{"field":"state","op":"one_of","value":["ACTIVE"]}]+[{"field":"field_"+f,"op":op,"value":list(v)} for f,op,*v in c]}
        def page():
            which=listing.Which(viewer=SYSTEM,today=dt.date(2026,11,26),query=parse(q,PARTIES.fields(SYSTEM)))
            listing.page(PARTIES,which,["name","number","field_d0","field_m0"],[listing.Order("name")])
        def count():
            which=listing.Which(viewer=SYSTEM,today=dt.date(2026,11,26),query=parse(q,PARTIES.fields(SYSTEM)))
            listing.count(PARTIES,which)
        say(f"{name:26} page ", ' '.join(f"{ms(page):8.1f}" for _ in range(5)), ' count', ' '.join(f"{ms(count):8.1f}" for _ in range(3)))
    for f in ("m0","y0","d1","t1","m1"):
        which=listing.Which(viewer=SYSTEM,today=dt.date(2026,11,26))
        say('sort', f, [round(ms(lambda: listing.page(PARTIES,which,["name"],[listing.Order("field_"+f, True)]))) for _ in range(3)])
    say('fields()', [ms(lambda: PARTIES.fields(SYSTEM)) for _ in range(5)])
    which=listing.Which(viewer=SYSTEM,today=dt.date(2026,11,26))
    say('group', [ms(lambda: listing.groups(PARTIES,which,"field_d1",["field_m0"])) for _ in range(2)])
    import os
    open('/tmp/w/fields-scratch/dsn','w').write(os.environ['KARTOTEKA_TEST_DATABASE'])
    for _ in range(3600):
        if os.path.exists('/tmp/w/fields-scratch/stop'): break
        time.sleep(1)
