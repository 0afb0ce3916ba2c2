from dataclasses import dataclass
from pathlib import Path

import pytest

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.jobs import work
from guildhall.kernel.organisations.tests.factories import TESTER
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import NOTHING, Reach
from guildhall.mechanisms.workbooks.actions import imports as actions
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries import imports as queries
from guildhall.mechanisms.workbooks.rules.reading import open_table
from guildhall.mechanisms.workbooks.tests import factories

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Clerk:
    """Somebody of another county."""

    account_id: int | None = 7
    person_id: int | None = None
    label: str = "外县干事"

    def may(self, permission: str) -> bool:
        return True

    def reach(self, permission: str) -> Reach:
        return NOTHING


def previewed(folder) -> Import:
    import_ = factories.uploaded(folder)
    import_ = actions.confirm_match(import_, heading_row=2, mapping=import_.mapping, actor=TESTER)
    work.run(import_.job_id)
    return Import.objects.get(pk=import_.pk)


def done(folder) -> Import:
    import_ = actions.confirm_merge(previewed(folder), actor=TESTER)
    work.run(import_.job_id)
    return Import.objects.get(pk=import_.pk)


def test_an_upload_is_kept_encrypted_with_its_headings_matched(tmp_path):
    import_ = factories.uploaded(tmp_path)

    assert (import_.state, import_.heading_row, import_.mapping) == ("matching", 2, {"name": 0, "number": 1})
    assert queries.match_of(import_).is_complete
    assert import_.source.is_sensitive
    with path_decrypted(import_.source) as path:
        assert path.read_bytes() == (tmp_path / "list.xlsx").read_bytes()
    assert Entry.objects.filter(verb="workbooks.import.receive_upload", subject_id=import_.pk).count() == 1


def test_an_unreadable_upload_is_refused_and_nothing_is_kept(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")

    with pytest.raises(Refused) as refusal:
        actions.receive_upload(
            factories.KIND, path=path, file_name="a.xlsx", organisation=factories.union(), actor=TESTER
        )

    assert refusal.value.reasons == ("文件是空的（0 字节）。请确认文件已保存完整后再上传",)
    assert Import.objects.count() == 0


def test_who_does_not_reach_the_union_is_refused(tmp_path):
    union = factories.union()

    with pytest.raises(Refused) as refusal:
        actions.receive_upload(
            factories.KIND, path=factories.source(tmp_path), file_name="a.xlsx", organisation=union, actor=Clerk()
        )

    assert refusal.value.reasons == ("您没有为该工会导入“测试名单”的权限",)


def test_a_confirmed_match_is_read_and_previewed(tmp_path):
    import_ = previewed(tmp_path)

    assert (import_.state, import_.counts) == ("previewed", {"new": 1, "refused": 1})


def test_a_match_without_a_required_column_is_refused(tmp_path):
    import_ = factories.uploaded(tmp_path)

    with pytest.raises(Refused) as refusal:
        actions.confirm_match(import_, heading_row=2, mapping={"name": 0}, actor=TESTER)

    assert refusal.value.reasons == ("缺少必需的列：号码",)
    assert Import.objects.get(pk=import_.pk).state == "matching"


def test_one_column_cannot_hold_two_things(tmp_path):
    import_ = factories.uploaded(tmp_path)

    with pytest.raises(Refused) as refusal:
        actions.confirm_match(import_, heading_row=2, mapping={"name": 0, "number": 0}, actor=TESTER)

    assert refusal.value.reasons == ("同一列不能对应两个栏目：姓名、号码",)


def test_a_merge_ends_done_and_cannot_be_repeated(tmp_path):
    import_ = done(tmp_path)

    with pytest.raises(Refused) as refusal:
        actions.confirm_merge(import_, actor=TESTER)

    assert (import_.state, import_.ended_at is not None) == ("done", True)
    assert refusal.value.reasons == ("该导入当前是“已完成”，不能确认导入",)


def test_a_cancelled_merge_can_be_resumed(tmp_path):
    import_ = actions.cancel(actions.confirm_merge(previewed(tmp_path), actor=TESTER), actor=TESTER)
    assert (import_.state, import_.stopped_in) == ("cancelled", "merging")

    import_ = actions.resume(import_, actor=TESTER)
    work.run(import_.job_id)

    assert Import.objects.get(pk=import_.pk).state == "done"


def test_an_import_is_taken_back_as_a_whole(tmp_path):
    import_ = actions.take_back(done(tmp_path), reason="传错了", actor=TESTER)

    work.run(import_.job_id)

    import_ = Import.objects.get(pk=import_.pk)
    assert (import_.state, import_.reason, import_.counts["taken_back"]) == ("taken_back", "传错了", 1)


def test_what_was_built_on_forbids_taking_back(tmp_path, monkeypatch):
    import_ = done(tmp_path)
    monkeypatch.setitem(factories.BUILT_ON, import_.pk, ["已有会员转出"])

    with pytest.raises(Refused) as refusal:
        actions.take_back(import_, reason="传错了", actor=TESTER)

    assert refusal.value.reasons == ("已有会员转出",)


def test_a_preview_cannot_be_taken_back(tmp_path):
    with pytest.raises(Refused) as refusal:
        actions.take_back(previewed(tmp_path), reason="", actor=TESTER)

    assert refusal.value.reasons == ("该导入当前是“待确认”，不能撤回",)


def test_the_result_workbook_is_kept(tmp_path):
    import_ = done(tmp_path)

    result = actions.keep_result(import_, [(4, "未导入", "号码不是数字")], actor=TESTER)

    with path_decrypted(result) as path:
        rows = list(open_table(path, sheet="未导入的行").rows())
    assert rows[1:] == [(2, ["4", "未导入", "号码不是数字", "李四", "x"])]
    assert (Import.objects.get(pk=import_.pk).result, result.name) == (result, "名单-导入结果.xlsx")


def test_others_do_not_see_the_import(tmp_path):
    factories.uploaded(tmp_path)

    assert list(Import.objects.visible_to(Clerk(), "tests.list.import")) == []
    assert Import.objects.visible_to(TESTER, "tests.list.import").count() == 1


def test_an_old_workbook_and_a_text_file_go_the_same_way(tmp_path):
    text = tmp_path / "b.csv"
    text.write_text("姓名,号码\n张三,1\n", encoding="gb18030")
    union = factories.union()

    imports = [
        actions.receive_upload(factories.KIND, path=path, file_name=path.name, organisation=union, actor=TESTER)
        for path in (Path(__file__).parent / "fixtures" / "roster.xls", text)
    ]

    assert [queries.head_of(import_)[import_.heading_row - 1][:1] for import_ in imports[1:]] == [["姓名"]]
    assert queries.head_of(imports[0])[1][0] == "姓名"
