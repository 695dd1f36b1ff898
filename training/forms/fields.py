"""Fields that several forms of this room share."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.rules import LARGEST_FILE, file_type
from exchange.wording import DEEDS


class HundredthsField(forms.DecimalField):
    """An amount as people write it (60 or 37.5), kept as hundredths."""

    def __init__(self, **words: Any) -> None:
        known = {"min_value": 0, "max_value": 2000, "decimal_places": 2}
        super().__init__(**(known | words))
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> int | None:
        """Whole hundredths, or None where nothing was entered."""
        entered = super().clean(value)
        return None if entered is None else int(entered * 100)

    def prepare_value(self, value: Any) -> Any:
        """Stored hundredths are whole numbers; what was typed is text and is shown as typed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{(Decimal(value) / 100).normalize():f}"
        return value


class HourField(forms.TimeField):
    """A time of day, to the minute."""

    def __init__(self, **words: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **words)


class ScanField(forms.FileField):
    """A scan as PDF, PNG or JPEG, judged by its bytes."""

    def __init__(self, **words: Any) -> None:
        known: dict[str, Any] = {
            "help_text": _("PDF、PNG 或者 JPEG，不超过 10 MB。"),
            "max_length": 250,
            "error_messages": {
                "required": _("请选择证明材料的扫描件。"),
                "empty": DEEDS["empty_file"],
                "max_length": _("文件名过长，请改短后重新上传。"),
            },
        }
        super().__init__(**(known | words))
        self.widget.attrs["accept"] = ".pdf,.png,.jpg,.jpeg"

    def clean(self, value: Any, initial: Any = None) -> Any:
        file: UploadedFile | None = super().clean(value, initial)
        if file is None:
            return None
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(DEEDS["large_file"])
        head = file.read(16)
        file.seek(0)
        if not file_type(head):
            raise forms.ValidationError(DEEDS["wrong_type"])
        return file


def moment(day: date, hour: time) -> datetime:
    """The instant of an hour of a day in the city."""
    return timezone.make_aware(datetime.combine(day, hour))
