"""The one command: `somat`. Each word lives in its own module, loaded only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

WORDS = {
    "init": "Lập một cài đặt mới trong thư mục DIR",
    "serve": "Chạy cài đặt: két khóa, trang web, việc đến hạn",
    "seal": "Khóa gốc của két: xem, mở, niêm phong, chia mảnh, thay khóa",
    "verify": "Kiểm toàn bộ nhật ký và đối chiếu từng dòng dữ liệu",
    "import": "Nhập sổ cũ từ tệp XLSX hoặc CSV",
    "form": "In thử một biểu mẫu",
    "sign": "Ký số một văn bản điện tử đi bằng thiết bị ký",
    "backup": "Sao lưu thành hai tệp",
    "backup-key": "Lập và đặt khóa sao lưu; khóa bí mật không nằm trên máy chủ",
    "restore": "Khôi phục từ hai tệp sao lưu",
    "drill": "Diễn tập khôi phục, bấm giờ và ghi vào nhật ký",
    "move": "Chuyển dữ liệu sang PostgreSQL",
    "due": "Làm các việc đến hạn một lần",
}

MODULES = {"import": "import_book", "backup-key": "backup_key"}  # words that no module can be called


class Words(click.Group):
    """Loads the module of a word when it is asked for: the command starts quickly, and Django only where needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WORDS:
            return None
        command: click.Command = import_module(f"somat.cli.{MODULES.get(cmd_name, cmd_name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Lệnh"):
            formatter.write_dl(list(WORDS.items()))


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="somat", message="Sổ Mật %(version)s")
def main() -> None:
    """Sổ Mật: hệ thống quản lý văn bản điện tử bí mật nhà nước trên mạng LAN độc lập."""
