"""What was written stays written: given numbers, copies, receipts, prints, closed volumes, answered questions."""

from django.db import migrations

from somat.audit.triggers import keep_rows, refuse

NUMBERS = " OR ".join(f"COALESCE(NEW.{c}, 0) <> COALESCE(OLD.{c}, 0)" for c in ("doc_number", "arrival_no"))
CLOSING = " OR ".join(
    f"COALESCE(NEW.{c}, 0) <> COALESCE(OLD.{c}, 0)" for c in ("last_no", "lines", "pages", "cancelled")
)
COPY = " OR ".join(f"NEW.{c} <> OLD.{c}" for c in ("uuid", "entry_id", "ordinal", "copy_no", "copies"))
CLOSED = "NEW.source = 'new' AND EXISTS (SELECT 1 FROM registry_volume v WHERE v.uuid = NEW.volume_id AND v.state = 'closed')"


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_entry_by_answer")]

    operations = [
        keep_rows(
            "registry_book",
            "registry_series",
            "registry_draft",
            "registry_question",
            "registry_forward",
            "registry_group",
        ),
        refuse(
            "line_keeps_numbers",
            "registry_entry",
            when=NUMBERS,
            says="given document and arrival numbers stay",
            events=("UPDATE",),
        ),
        refuse(
            "cancelled_stays",
            "registry_entry",
            when="OLD.state = 'cancelled' AND NEW.state <> 'cancelled'",
            says="a cancelled line stays cancelled",
            events=("UPDATE",),
        ),
        refuse(
            "closed_volume_is_full",
            "registry_entry",
            when=CLOSED,
            says="a closed volume takes no line",
            events=("INSERT",),
        ),
        refuse(
            "closed_volume_stays",
            "registry_volume",
            when=f"OLD.state = 'closed' AND (NEW.state <> 'closed' OR {CLOSING})",
            says="a closed volume stays as its closing line says",
            events=("UPDATE",),
        ),
        refuse(
            "recipient_keeps_copy",
            "registry_recipient",
            when=COPY,
            says="a recipient keeps the copies he was sent",
            events=("UPDATE",),
        ),
        refuse("receipt_stays", "registry_receipt", when="1 = 1", says="a receipt stays", events=("UPDATE",)),
        refuse("printing_stays", "registry_printing", when="1 = 1", says="a print stays", events=("UPDATE",)),
        refuse(
            "series_goes_up",
            "registry_series",
            when="NEW.last < OLD.last",
            says="a number series never goes back",
            events=("UPDATE",),
        ),
    ]
