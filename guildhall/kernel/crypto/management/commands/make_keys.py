from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guildhall.kernel.crypto import keys


class Command(BaseCommand):
    help = "生成加密密钥文件；文件只有所有者可读，请另行备份，丢失后加密内容无法恢复。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--if-missing", action="store_true", help="已有密钥文件时不作改动")
        choice.add_argument(
            "--rotate", action="store_true", help="增加新密钥，旧密钥仍可解密；随后在“密钥轮换”页开始重新加密"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = keys.keys_path()
        if options["rotate"]:
            key, index = keys.add_key(path), keys.add_index_key(path)
            self.stdout.write(f"已启用第 {key} 号密钥，第 {index} 号检索密钥待重建索引后启用：{path}")
            return
        try:
            keys.write_first_keys(path)
        except FileExistsError:
            if not options["if_missing"]:
                raise CommandError(f"密钥文件已存在：{path}") from None
            keys.keyring()
        else:
            self.stdout.write(f"已生成密钥文件：{path}，请另行备份")
