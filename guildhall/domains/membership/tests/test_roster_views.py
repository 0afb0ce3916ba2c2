from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guildhall.domains.membership.tests import rosters
from guildhall.domains.membership.tests.rosters import number
from guildhall.kernel.jobs import work
from guildhall.kernel.people.models import Person, Spell
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.rules.reading import open_table

ROWS = [("张三", number(1), "13800000001", "2012-05-01"), ("李四", "36240119800101001X", "", "")]


def posted(client, name, import_=None, **values):
    """Open the page, then send its form with the hidden fields it showed."""
    address = reverse(f"membership:{name}", args=[import_.pk] if import_ else [])
    form = client.get(address).context["form"]
    hidden = {key: form[key].value() for key in ("version_shown", "once") if key in form.fields}
    return client.post(address, {key: value or "" for key, value in hidden.items()} | values)


def upload(client, folder, union, rows=ROWS, head=rosters.HEAD):
    path = rosters.workbook(folder / "名册.xlsx", rows, head)
    return posted(client, "upload_roster", union=union.name, file=SimpleUploadedFile(path.name, path.read_bytes()))


def the_import() -> Import:
    return Import.objects.get()


@pytest.mark.system("member-real-name-collection")
def test_a_county_clerk_takes_a_roster_from_upload_to_result_and_back(client, sign_in, counties, unions, tmp_path):
    sign_in(counties[0], "county.clerk")
    officers = Person.objects.count()

    answer = upload(client, tmp_path, unions[0])
    page = reverse("membership:roster", args=[the_import().pk])
    assert answer.url == page
    assert "检查中" in client.get(page).text
    work.run(the_import().job_id)

    previewed = client.get(page).text
    assert "将写入 1 行，尚未写入名册" in previewed
    assert "证件号码的校验码不对，请核对每一位" in previewed
    assert Person.objects.count() == officers

    client.post(reverse("membership:confirm_roster", args=[the_import().pk]))
    work.run(the_import().job_id)
    assert "导入完成" in client.get(page).text
    assert Spell.objects.open().get().organisation == unions[0]

    result = b"".join(client.get(reverse("membership:roster_result", args=[the_import().pk])).streaming_content)
    (tmp_path / "result.xlsx").write_bytes(BytesIO(result).read())
    refused = list(open_table(tmp_path / "result.xlsx", sheet="未导入的行").rows())
    assert refused[1][1][:5] == ["3", "未导入", "证件号码的校验码不对，请核对每一位", "李四", "36240119800101001X"]

    posted(client, "take_back_roster", the_import(), reason="传错了文件")
    work.run(the_import().job_id)
    assert "已整体撤回" in client.get(page).text
    assert Spell.objects.open().count() == 0


def test_a_clerk_of_another_county_finds_no_such_import(client, sign_in, counties, unions, tmp_path):
    import_ = rosters.uploaded(rosters.workbook(tmp_path / "a.xlsx", ROWS), unions[0])
    sign_in(counties[1], "county.clerk")

    for name in ("roster", "match_roster", "take_back_roster", "roster_result"):
        assert client.get(reverse(f"membership:{name}", args=[import_.pk])).status_code == 404
    for name in ("confirm_roster", "cancel_roster", "resume_roster"):
        assert client.post(reverse(f"membership:{name}", args=[import_.pk])).status_code == 404
    assert Import.objects.get().state == "previewed"


def test_a_union_of_another_county_cannot_be_chosen(client, sign_in, counties, unions, tmp_path):
    sign_in(counties[1], "county.clerk")

    answer = upload(client, tmp_path, unions[0])

    assert "您的管理范围内没有这个工会" in answer.text
    assert Import.objects.count() == 0


def test_who_may_not_import_is_turned_away(client, sign_in, counties):
    sign_in(counties[0], "county.leader")

    assert client.get(reverse("membership:rosters")).status_code == 403
    assert client.get(reverse("membership:upload_roster")).status_code == 403


def test_a_heading_that_is_not_recognised_is_matched_by_hand(client, sign_in, counties, unions, tmp_path):
    sign_in(unions[0], "union.clerk")
    answer = upload(client, tmp_path, unions[0], head=("姓名", "编码", "手机号码", "入会日期"))
    page = client.get(answer.url)
    assert page.url == reverse("membership:match_roster", args=[the_import().pk])
    assert "没有认出必填的列" in client.get(page.url).text

    client.post(page.url, {"heading_row": 1, "name": "0", "document_number": "1"})
    work.run(the_import().job_id)

    assert rosters.counts(the_import()) == {"new": 1, "refused": 1}


def test_one_column_for_two_things_is_refused_on_the_page(client, sign_in, counties, unions, tmp_path):
    sign_in(unions[0], "union.clerk")
    upload(client, tmp_path, unions[0], head=("姓名", "编码", "手机号码", "入会日期"))

    answer = client.post(
        reverse("membership:match_roster", args=[the_import().pk]),
        {"heading_row": 1, "name": "0", "document_number": "0"},
    )

    assert "同一列不能对应两个栏目" in answer.text


def test_the_progress_part_reloads_the_page_when_the_work_is_done(client, sign_in, counties, unions, tmp_path):
    sign_in(counties[0], "county.clerk")
    upload(client, tmp_path, unions[0])
    page = reverse("membership:roster", args=[the_import().pk])

    running = client.get(page, headers={"HX-Request": "true", "HX-Target": "roster-progress"})
    work.run(the_import().job_id)
    ended = client.get(page, headers={"HX-Request": "true", "HX-Target": "roster-progress"})

    assert "检查中" in running.text
    assert ended.headers["HX-Refresh"] == "true"


def test_a_cancelled_reading_is_resumed_from_the_page(client, sign_in, counties, unions, tmp_path):
    sign_in(counties[0], "county.clerk")
    upload(client, tmp_path, unions[0])
    client.post(reverse("membership:cancel_roster", args=[the_import().pk]))
    page = reverse("membership:roster", args=[the_import().pk])
    assert "已取消" in client.get(page).text

    client.post(reverse("membership:resume_roster", args=[the_import().pk]))
    work.run(the_import().job_id)

    assert "将写入 1 行" in client.get(page).text


def test_an_unreadable_file_is_refused_in_words(client, sign_in, counties, unions):
    sign_in(counties[0], "county.clerk")

    answer = posted(
        client, "upload_roster", union=unions[0].name, file=SimpleUploadedFile("名册.xlsx", b"%PDF-1.4 nothing")
    )

    assert "这是 PDF 文件，不是表格" in answer.text
    assert Import.objects.count() == 0


def test_the_template_can_be_filled_in_and_uploaded_again(client, sign_in, counties, unions, tmp_path):
    sign_in(counties[0], "county.clerk")

    content = b"".join(client.get(reverse("membership:roster_template")).streaming_content)
    answer = posted(client, "upload_roster", union=unions[0].name, file=SimpleUploadedFile("模板.xlsx", content))
    work.run(the_import().job_id)

    assert answer.url == reverse("membership:roster", args=[the_import().pk])
    assert rosters.counts(the_import()) == {"skipped": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(client, sign_in, counties, unions, tmp_path, count, django_assert_num_queries):
    sign_in(counties[0], "county.clerk")
    for place in range(count):
        rosters.uploaded(rosters.workbook(tmp_path / f"{place}.xlsx", ROWS), unions[0])
    client.get(reverse("membership:rosters"))

    with django_assert_num_queries(13):
        answer = client.get(reverse("membership:rosters"))

    assert answer.text.count("待确认</") == count
