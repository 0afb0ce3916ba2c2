"""Members go up in the province's own file, its export comes back, differences are settled."""

import pytest

from guildhall.domains.membership.models import Event
from guildhall.domains.membership.tests import exchanges
from guildhall.domains.membership.tests.exchanges import CLERK, DAY
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.jobs import work
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import member, number
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.actions.exchange import files, profiles, reading, settling
from guildhall.mechanisms.workbooks.models import Difference, OutsideNumber, Profile
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named, values_of
from guildhall.mechanisms.workbooks.rules.reading import open_table

pytestmark = pytest.mark.django_db


def rows_in(file):
    with path_decrypted(file) as path:
        return open_table(path, name=file.name).head(40)


@pytest.fixture
def people(unions):
    """Two members of one union, one of another, one of another county."""
    first, second, far = unions
    return [
        member(first, "王小明", document_number=number(11), education="20", phone="13800000011").person,
        member(first, "李四", document_number=number(12), sex="1").person,
        member(second, "欧阳娜", document_number=number(13), education="60").person,
        member(far, "外县人", document_number=number(14)).person,
    ]


def row_of(person, outside="", **changed):
    values = {
        "number": outside, "name": person.name, "sex": person.sex, "document": str(person.document_number),
        "education": "本科" if person.education == "20" else "", "phone": str(person.phone or ""), "migrant": "否",
        "union": person.home_union.name, "since": "20120301",
    } | changed  # fmt: skip
    return tuple(values.values())


def test_a_profile_is_built_from_an_example_file(tmp_path):
    profile = exchanges.drafted(tmp_path)

    assert (profile.heading_row, profile.title_lines) == (2, [["会员信息表（2012年）"]])
    columns = {column.heading: column for column in profile.layout}
    assert [column.field for column in profile.layout] == [
        "outside_number", "name", "sex", "document_number", "education", "phone", "is_migrant_worker", "union", "since",
    ]  # fmt: skip
    assert columns["文化程度"].codes == {"20": "本科"}
    assert columns["姓名*"].required
    assert columns["入会时间"].date == "%Y%m%d"


def test_the_file_is_filled_from_the_register_of_a_part_of_the_city(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)

    exchange = exchanges.filled(profile, counties[0])

    head = rows_in(exchange.file)
    assert head[0][0] == "会员信息表（2012年）"
    assert head[1] == list(exchanges.HEAD)
    rows = {row[1]: row for row in head[2:]}
    assert list(rows) == ["王小明", "李四", "欧阳娜"]
    assert rows["王小明"][3:9] == [number(11), "本科", "13800000011", "否", "吉州机械厂工会", "20120301"]
    assert (exchange.state, exchange.row_count, set(exchange.bitmap)) == ("made", 3, {p.pk for p in people[:3]})
    assert exchange.sha256 == exchange.file.sha256
    assert [row[2:] for row in rows_in(exchange.lacking)[2:]] == [
        ["欧阳娜", "文化程度", "“普通高中”在该方案中没有对应的代码"]
    ]


def test_a_draft_makes_no_file_and_a_reason_is_asked_for(tmp_path, counties):
    draft = exchanges.drafted(tmp_path)
    with pytest.raises(Refused, match="草稿"):
        files.ask_for(draft, organisation=counties[0], reason="年报", actor=CLERK)

    with pytest.raises(Refused, match="请写明用途"):
        files.ask_for(
            profiles.put_in_force(draft, day=DAY, actor=CLERK), organisation=counties[0], reason=" ", actor=CLERK
        )


def test_an_export_of_another_years_profile_is_refused_by_its_name(tmp_path, counties):
    old = exchanges.in_force(tmp_path, year=2011, head=("姓名", "性别", "身份证号", "学历"))
    new = exchanges.in_force(tmp_path)
    path = exchanges.workbook(
        tmp_path / "旧.xlsx", [("王小明", "1", number(11), "")], ("姓名", "性别", "身份证号", "学历")
    )

    with pytest.raises(Refused) as refusal:
        exchanges.read_back(new, path, counties[0])

    assert "这是“会员信息表2011”的文件" in refusal.value.reasons[0]
    old.refresh_from_db()
    assert old.state == Profile.State.RETIRED


def test_what_comes_back_is_matched_and_its_differences_are_listed(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)
    first, second, third, _ = people
    rows = [
        row_of(first, "JX001", phone="13900000011"),
        row_of(second, "JX002"),
        ("JX009", "赵六", "1", number(19), "本科", "13800000019", "否", "吉州机械厂工会", "20120601"),
    ]

    read = exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", rows), counties[0])

    assert exchanges.told(read) == [
        ("only_ours", "欧阳娜", "", "", ""),
        ("only_theirs", "赵六", "", "", ""),
        ("value", "王小明", "phone", "13800000011", "13900000011"),
    ]
    numbers = OutsideNumber.objects.order_by("number").values_list("number", "subject_id", "as_of")
    assert list(numbers) == [("JX001", first.pk, DAY), ("JX002", second.pk, DAY)]
    counted = {name: number for name, number in read.counts.items() if number}
    assert counted == {"rows": 3, "value": 1, "only_ours": 1, "only_theirs": 1, "same": 1}
    assert third.pk in {one.record_id for one in Difference.objects.all()}


def test_running_the_comparing_twice_keeps_the_differences_once(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)
    read = exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", [row_of(people[0])]), counties[0])
    before = Difference.objects.count()

    found = reading.Comparing(read, CLERK)
    found.run(lambda *_: None)
    reading.finish(read, found, actor=CLERK)

    assert Difference.objects.count() == before == 2


def a_difference(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)
    rows = [row_of(people[0], "JX001", phone="13900000011")]
    exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", rows), counties[0], is_whole=False)
    return Difference.objects.get()


def settle(difference, choice, actor=CLERK):
    return settling.settle(difference, choice=choice, reason="", day=DAY, actor=actor)


def test_taking_theirs_goes_through_the_domains_verb_and_leaves_its_trail(tmp_path, counties, people):
    difference = a_difference(tmp_path, counties, people)

    settle(difference, "taken")

    assert Person.objects.get(pk=people[0].pk).phone == "13900000011"
    assert Event.objects.get(person=people[0], kind="corrected").note.startswith(
        "更正手机号码。依据：按省总工会实名制系统"
    )
    assert Difference.objects.get().settled_by == "测试"
    assert Entry.objects.filter(verb="workbooks.difference.settle", subject_id=difference.pk).count() == 1


def test_the_second_clerk_is_told_who_was_first(tmp_path, counties, people):
    difference = a_difference(tmp_path, counties, people)
    seen_by_second = Difference.objects.get()
    settle(difference, "kept")

    with pytest.raises(Refused, match=r"已由测试于 .* 处理为“保留本级”，未再更改"):
        settle(seen_by_second, "taken")

    assert Person.objects.get(pk=people[0].pk).phone == "13800000011"


def test_theirs_are_not_taken_over_a_value_that_has_changed_since(tmp_path, counties, people):
    difference = a_difference(tmp_path, counties, people)
    from guildhall.kernel.people.actions import correct  # noqa: PLC0415

    correct(people[0], actor=CLERK, day=DAY, phone="13700000000")

    with pytest.raises(Refused, match="在核对后已被更改"):
        settle(difference, "taken")

    assert Person.objects.get(pk=people[0].pk).phone == "13700000000"
    assert Difference.objects.get().state == "open"


def test_an_unknown_row_is_registered_with_its_number(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)
    rows = [
        ("JX009", "赵六", "1", number(19), "本科", "13800000019", "否", "吉州机械厂工会", "20120601"),
        ("JX010", "钱七", "1", number(20), "", "", "否", "早已撤销的工会", "20120601"),
    ]
    read = exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", rows), counties[0], is_whole=False)

    job = settling.settle_many(read, choice="registered", reason="", narrowed={"kind": "only_theirs"}, actor=CLERK)
    work.run(job.pk)

    person = Person.objects.get(name="赵六")
    assert (person.home_union.name, person.education) == ("吉州机械厂工会", "20")
    assert OutsideNumber.objects.get(number="JX009").subject_id == person.pk
    assert Difference.objects.open().get().told == "本级没有工会“早已撤销的工会”，或已撤销，请先登记工会"


def test_what_a_spreadsheet_spoiled_and_rows_given_twice_are_told(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)
    rows = [
        row_of(people[0], "JX001"),
        row_of(people[0], "JX003"),
        row_of(people[1], "JX005"),
        row_of(people[2], "JX005", document=number(13)),
        ("JX007", "赵六", "1", 9.90001198001011e17, "", "", "否", "吉州机械厂工会", "20120601"),
    ]

    read = exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", rows), counties[0], is_whole=False)

    said = {one.row_no: one.told for one in Difference.objects.filter(kind="asks")}
    assert said[4] == "与第 3 行是同一人，只核对第 3 行"
    assert said[7].startswith("身份证号码*：号码变成了科学计数，末尾数字已丢失")
    assert [one for one in read.notices if "JX005" in one] == [
        "第 5 行：上级系统编号 JX005 在文件中出现 2 次（第 5、6 行）",
        "第 6 行：上级系统编号 JX005 在文件中出现 2 次（第 5、6 行）",
    ]
    assert list(OutsideNumber.objects.values_list("number", flat=True)) == ["JX001"]


def test_next_years_file_carries_the_columns_over(tmp_path):
    old = exchanges.in_force(tmp_path)
    code = [
        profiles.with_codes(column, {"1": "男性", "2": "女性"}) if column.field == "sex" else column
        for column in old.layout
    ]
    Profile.objects.filter(pk=old.pk).update(columns=[column.kept() for column in code])
    old.refresh_from_db()

    new = exchanges.drafted(tmp_path, year=2013, head=(*exchanges.HEAD[:5], "政治面貌", *exchanges.HEAD[5:]), after=old)

    columns = {column.heading: column for column in new.layout}
    assert columns["性别"].codes == {"1": "男性", "2": "女性"}
    assert columns["政治面貌"].field == "political_status"


def test_a_row_without_a_number_asks_about_whom_it_may_mean(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)
    rows = [row_of(people[0], "JX001"), row_of(people[1], "JX002", document=""), row_of(people[2], "JX003")]

    read = exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", rows), counties[0])

    asks = Difference.objects.get(source=read, kind="asks")
    assert asks.record_id == people[1].pk
    assert not Difference.objects.filter(kind="only_ours").exists()
    assert asks.told == "没有证件号码，本级“吉州机械厂工会”有一名同名会员，请核实是否同一人"
    assert not OutsideNumber.objects.filter(number="JX002").exists()


def test_a_number_that_belongs_to_somebody_else_asks(tmp_path, counties, people):
    profile = exchanges.in_force(tmp_path)
    first = exchanges.workbook(tmp_path / "一.xlsx", [row_of(people[0], "JX001")])
    exchanges.read_back(profile, first, counties[0], is_whole=False)

    second = exchanges.workbook(tmp_path / "二.xlsx", [row_of(people[1], "JX001")])
    read = exchanges.read_back(profile, second, counties[0], is_whole=False)

    assert Difference.objects.get(source=read).told == "上级系统编号与证件（或代码）指向两条不同的记录，请核实"
    assert OutsideNumber.objects.get(number="JX001").subject_id == people[0].pk


def test_a_separator_within_a_value_does_not_shift_the_columns(people):
    Person.objects.filter(pk=people[0].pk).update(job_title="钳\x1f工")

    block = values_of(subject_named("membership.members"), sorted(one.pk for one in people), ["name", "job_title"])

    assert block.columns["name"] == ["王小明", "李四", "欧阳娜", "外县人"]
    assert block.columns["job_title"] == ["钳 工", "", "", ""]
