import zipfile
from decimal import Decimal
from io import BytesIO

import pytest

from guildhall.mechanisms.documents.rules import language, word
from guildhall.mechanisms.documents.rules.composed import Composed, Grid, Line, Piece, treated

BODY = """# 一、总体情况
全市会员{{会员总数|万}}万人，
其中吉州区{{会员总数@360802}}人。

[[分县区 会员总数、新增会员]]
参赛{{手填 33|市体育局通报}}个队。"""


def test_a_template_is_read_into_blocks():
    template = language.parse(BODY)

    assert template.faults == []
    assert template.blocks == [
        language.Heading(1, (language.Text("一、总体情况"),)),
        language.Paragraph(
            (
                language.Text("全市会员"),
                language.Number("会员总数", "万", line=2),
                language.Text("万人，"),
                language.Text("其中吉州区"),
                language.Number("会员总数", union="360802", line=3),
                language.Text("人。"),
            )
        ),
        language.Table("县区", ("会员总数", "新增会员"), 5),
        language.Paragraph((language.Text("参赛"), language.Typed("33", "市体育局通报", 6), language.Text("个队。"))),
    ]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("会员{{会员总数", "第 1 行：括号不成对；数字写作 {{指标}}，表格单独一行写作 [[分县区 指标 指标]]"),
        ("\n{{会员总数|百}}", "第 2 行：不认识“百”，可用：万、亿、增幅、增量、上年、整数、申报、含申报"),
        ("{{手填 33}}", "第 1 行：手填的数要写明来源，如 {{手填 33|市体育局通报}}"),
        ("{{}}", "第 1 行：花括号里没有写指标"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(body, fault):
    assert [str(found) for found in language.parse(body).faults] == [fault]


@pytest.mark.parametrize(
    ("treatment", "shown"),
    [("", "502600"), ("万", "50.26"), ("增幅", "37.4"), ("增量", "136700"), ("上年", "365900"), ("亿", "0.01")],
)
def test_a_number_is_treated_as_the_text_wants(treatment, shown):
    assert treated(Decimal(502600), Decimal(365900), treatment) == shown


def test_a_missing_number_is_a_dash():
    assert [treated(None, None, treatment) for treatment in ("", "万", "增幅")] == ["—", "—", "—"]


def test_a_document_is_written_with_links_on_its_numbers():
    composed = Composed(
        "2012年度报告",
        [
            Line(0, (Piece("会员"), Piece("50.26", "membership.members_total", "2012", 1), Piece("万人。"))),
            Grid(("县区", "会员"), ((Piece("吉州区"), Piece("5", "membership.members_total", "2012", 2)),)),
        ],
    )

    written = word.write(
        composed, issuer="吉安市总工会", dated="2013年1月15日", address=lambda piece: f"http://x/{piece.figure}"
    )

    archive = zipfile.ZipFile(BytesIO(written))
    text = archive.read("word/document.xml").decode()
    assert "50.26" in text
    assert "仿宋_GB2312" in text
    assert "http://x/membership.members_total" in archive.read("word/_rels/document.xml.rels").decode()
