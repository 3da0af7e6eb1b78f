"""Money that is larger or finer than money is kept is told, never rounded and never a crash."""

import pytest

from kartoteka.formats.statements import parse

P1 = "PL52105010120000000000000101"


@pytest.mark.parametrize("amount", ["7,125", "1000000000000,00", "999999999999999,99"])
def test_a_line_of_an_impossible_amount_is_told(amount: str) -> None:
    (statement,) = parse(
        (
            f":20:1\n:25:{P1}\n:60F:C260101PLN0,00\n:61:260102C{amount}NTRF\n:86:x\n"
            ":61:260102C5,00NTRF\n:86:ok\n:62F:C260102PLN5,00\n-\n"
        ).encode()
    ).statements
    assert [line.title for line in statement.lines] == ["ok"]
    odd = [each for each in statement.problems if each.code == "line.odd_amount"]
    assert [(each.place, each.line_lost) for each in odd] == [("4", True)]
    assert amount.replace(",", ".") in odd[0].sentence()


def test_the_largest_amount_that_is_kept_comes_in() -> None:
    (statement,) = parse(
        (
            f":20:1\n:25:{P1}\n:60F:C260101PLN0,00\n:61:260102C999999999999,99NTRF\n:86:x\n"
            ":62F:C260102PLN999999999999,99\n-\n"
        ).encode()
    ).statements
    assert [str(line.amount) for line in statement.lines] == ["999999999999.99"]
    assert statement.problems == ()


def test_a_currency_that_is_none_is_told() -> None:
    data = (
        "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>SK7811000000002600000001</IBAN></Id>"
        '</Acct><Ntry><Amt Ccy="euro">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        "<BookgDt><Dt>2026-01-02</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"
    )
    (statement,) = parse(data.encode()).statements
    assert statement.lines == ()
    assert ("line.odd_currency", True) in [(p.code, p.line_lost) for p in statement.problems]


def test_balances_beyond_all_measure_are_told_and_left_out() -> None:
    (statement,) = parse(
        (f":20:1\n:25:{P1}\n:60F:C260101PLN999999999999999,99\n:62F:C260102PLN0,00\n-\n").encode()
    ).statements
    assert statement.opening is not None
    huge = (
        "<Document><BkToCstmrStmt><Stmt><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt "
        'Ccy="EUR">999999999999999999.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-02</Dt>'
        "</Dt></Bal></Stmt></BkToCstmrStmt></Document>"
    )
    (statement,) = parse(huge.encode()).statements
    assert statement.opening is None
    assert "balance.unreadable" in [problem.code for problem in statement.problems]
