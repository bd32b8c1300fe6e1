"""A measure (措施) and its parts: frozen values, no I/O.

`FrontMatter` is what an editor writes, key by key; `Measure` adds what comes from the file itself.
The same types validate the files and generate the editors' JSON Schema. Titles and descriptions
are Chinese because editors read them in their editor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from catalogue.problems import WrongValueError
from catalogue.values import (
    DateOrMonth,
    Day,
    Id,
    Line,
    Link,
    Number,
    Person,
    Text,
    Value,
)
from catalogue.vocabulary import Agency, Category, ServiceType, Subcategory, Vocabulary, by_name
from catalogue.writing import Story, TextPage

PreferenceType = Literal["優先支持", "補助加碼", "提高額度", "專屬資源", "其他"]
Role = Literal["主辦機關", "執行單位"]
Honour = Literal["卓越中堅企業", "潛力中堅企業"]
Industry = Literal[
    "製造業",
    "技術服務業",
    "服務業",
    "批發零售業",
    "餐飲業",
    "物流業",
    "電子商務業",
    "文化創意產業",
    "網際網路業",
    "流通服務業",
    "園區科學工業",
]


def _named(kind: str, label: str, code: str) -> PlainValidator:
    """A validator that turns a name into the vocabulary entry called so.

    The vocabulary travels in the validation context, indexed by kind and name (`name_index`).
    """

    def resolve(name: object, info: ValidationInfo) -> Any:
        entries: Mapping[str, Any] = (info.context or {})[kind]
        if isinstance(name, str) and name in entries:
            return entries[name]
        also = {
            other: entry.name
            for entry in entries.values()
            for other in (entry.id, *getattr(entry, "short", ()))
        }
        context = {"label": label, "code": code, "known": list(entries), "also": also}
        raise PydanticCustomError("unknown_name", "{label}", context)

    return PlainValidator(resolve)


def name_index(vocabulary: Vocabulary) -> dict[str, Mapping[str, object]]:
    """The validation context that the types below need."""
    return {
        "agencies": by_name(vocabulary.agencies),
        "subcategories": by_name(vocabulary.subcategories),
        "service_types": by_name(vocabulary.service_types),
    }


def _reference(kind: str) -> tuple[PlainSerializer, WithJsonSchema]:
    return (
        PlainSerializer(lambda entry: entry.name, return_type=str),
        WithJsonSchema({"type": "string", "x-vocabulary": kind}),
    )


AgencyName = Annotated[Agency, _named("agencies", "機關", "agency"), *_reference("agencies")]
SubcategoryName = Annotated[
    Subcategory, _named("subcategories", "分類", "category"), *_reference("subcategories")
]
ServiceTypeName = Annotated[
    ServiceType, _named("service_types", "服務種類", "service-type"), *_reference("service_types")
]


_KIND = Field(
    title="期間種類",
    description="fixed 有日期、annual 每年、rolling 隨時、announced 等公告、unstated 未載明",
)


class _Period(Value):
    """What any kind of window may say besides its dates."""

    label: Annotated[Line | None, Field(title="名稱", description="例如：第一梯次")] = None
    note: Annotated[Text | None, Field(title="說明", description="手冊對期間的其他說明")] = None
    tentative: Annotated[bool, Field(title="暫定", description="預訂、預計、暫定的期間寫 true")] = (
        False
    )
    until_full: Annotated[bool, Field(title="額滿為止", description="額滿就提早截止寫 true")] = (
        False
    )
    until_spent: Annotated[
        bool, Field(title="預算用完為止", description="預算用完就提早截止寫 true")
    ] = False

    @property
    def ends(self) -> bool:
        """Whether it closes for good on a stated day."""
        return False

    @property
    def closings(self) -> tuple[tuple[int | None, int, int | None], ...]:
        """Year, month and day on which it closes; see `Closing`."""
        return ()


class FixedWindow(_Period, title="有日期的期間"):
    """Open between two dates, either of which may be missing."""

    kind: Annotated[Literal["fixed"], _KIND]
    opens: Annotated[
        DateOrMonth | None,
        Field(title="開始", description="105-02-15 或 2016-02-15；只知道月份寫 105-02"),
    ] = None
    closes: Annotated[
        DateOrMonth | None, Field(title="截止", description="當天仍可申請；寫法同 opens")
    ] = None

    @property
    def ends(self) -> bool:
        return self.closes is not None

    @property
    def closings(self) -> tuple[tuple[int | None, int, int | None], ...]:
        closes = self.closes
        return () if closes is None else ((closes.year, closes.month, closes.day),)

    @field_validator("closes")
    @classmethod
    def _in_order(cls, closes: DateOrMonth | None, info: ValidationInfo) -> DateOrMonth | None:
        opens = info.data.get("opens")
        if opens and closes and closes.last < opens.first:
            raise WrongValueError(
                "date-order", f"截止日 {closes} 早於開始日 {opens}，請確認這兩個日期。"
            )
        return closes

    @model_validator(mode="after")
    def _has_a_date(self) -> "FixedWindow":
        if self.opens is None and self.closes is None:
            raise WrongValueError(
                "window-no-date",
                "kind: fixed 至少要有 opens（開始）或 closes（截止）其中一個日期。",
            )
        return self


class AnnualWindow(_Period, title="每年固定月份"):
    """Open every year in the given months (1..12, ascending)."""

    kind: Annotated[Literal["annual"], _KIND]
    months: Annotated[
        tuple[Annotated[int, Field(ge=1, le=12)], ...],
        Field(
            title="月份", description="每年可申請的月份，例如 [3, 4]", min_length=1, max_length=12
        ),
    ]

    @property
    def closings(self) -> tuple[tuple[int | None, int, int | None], ...]:
        if len(self.months) == 12:
            return ()
        last_ones = (month for month in self.months if month % 12 + 1 not in self.months)
        return tuple((None, month, None) for month in last_ones)

    @field_validator("months")
    @classmethod
    def _ascending(cls, months: tuple[int, ...]) -> tuple[int, ...]:
        if list(months) != sorted(set(months)):
            right = sorted(set(months))
            message = f"月份要由小到大、不重複，例如 {right}。"
            raise WrongValueError("months-order", message, str(right))
        return months


class RollingWindow(_Period, title="隨時可以申請"):
    """Open at any time (隨到隨審, 經常性業務)."""

    kind: Annotated[Literal["rolling"], _KIND]


class AnnouncedWindow(_Period, title="等公告"):
    """Opens when the agency announces it (依公告)."""

    kind: Annotated[Literal["announced"], _KIND]


class UnstatedWindow(_Period, title="未載明期間"):
    """The source gives no period."""

    kind: Annotated[Literal["unstated"], _KIND]


Window = Annotated[
    FixedWindow | AnnualWindow | RollingWindow | AnnouncedWindow | UnstatedWindow,
    Field(discriminator="kind"),
]


class Amount(Value, title="金額"):
    """Whole New Taiwan dollars; `twd` is None where the source states the cost in words."""

    twd: Annotated[int | None, Field(title="金額（元）", description="整數，不加逗號", ge=0)] = None
    text: Annotated[Line, Field(title="這筆錢是什麼")]


class Percent(Value, title="比例"):
    """A percentage and what it is a percentage of."""

    percent: Annotated[Number, Field(title="百分比", gt=0, le=100)]
    text: Annotated[Line, Field(title="這個比例是什麼")]


class Range(Value, title="數字範圍"):
    """A range of numbers, both ends included."""

    min: Annotated[int | None, Field(title="最少", description="含這個數", ge=0)] = None
    max: Annotated[int | None, Field(title="最多", description="含這個數", ge=0)] = None


class Test(Value, title="機器可判斷的條件"):
    """What a machine can check of a condition; all keys given must hold, or with `any` one of them.

    `employees` counts people; `capital` (實收資本額) and `revenue` (營業額) are New Taiwan dollars.
    """

    __test__ = False  # not a test case: keeps pytest from collecting it

    industry: Annotated[tuple[Industry, ...] | None, Field(title="業別（其中之一）")] = None
    honour: Annotated[tuple[Honour, ...] | None, Field(title="獲選（其中之一）")] = None
    factory: Annotated[bool | None, Field(title="有沒有工廠登記")] = None
    factory_or_exempt: Annotated[Literal[True] | None, Field(title="有工廠登記，或依法免辦")] = None
    employees: Annotated[Range | None, Field(title="員工人數")] = None
    capital: Annotated[Range | None, Field(title="實收資本額（元）")] = None
    revenue: Annotated[Range | None, Field(title="營業額（元）")] = None
    any: Annotated[Literal[True] | None, Field(title="符合其中一項就算")] = None


class Criterion(Value, title="申請條件"):
    """One condition an applicant must meet."""

    text: Annotated[Line, Field(title="條件")]
    test: Annotated[Test | None, Field(title="機器可判斷的部分")] = None


class Service(Value, title="服務項目"):
    """One kind of help inside a measure (提供服務項目)."""

    type: Annotated[ServiceTypeName, Field(title="服務種類")]
    name: Annotated[
        Line | None, Field(title="名稱", description="同一措施有兩項同類服務時用來分辨")
    ] = None
    offer: Annotated[Text, Field(title="內容", description="可以得到什麼")]
    audience: Annotated[Text | None, Field(title="對象", description="誰可以申請")] = None
    amounts: Annotated[tuple[Amount, ...], Field(title="金額")] = ()
    percents: Annotated[tuple[Percent, ...], Field(title="比例")] = ()
    term: Annotated[Text | None, Field(title="期限", description="輔導、補助、貸款或租用多久")] = (
        None
    )
    eligibility: Annotated[tuple[Criterion, ...], Field(title="申請條件")] = ()
    windows: Annotated[tuple[Window, ...], Field(title="申請期間", min_length=1)]

    @property
    def heading(self) -> str:
        """What tells it from the measure's other services: `輔導補助`, `輔導補助：智財管理`."""
        return f"{self.type.name}：{self.name}" if self.name else self.type.name


class Preference(Value, title="中堅企業優惠"):
    """What 中堅企業 get beyond others (中堅企業優惠方式)."""

    type: Annotated[PreferenceType, Field(title="優惠種類")]
    text: Annotated[Text, Field(title="優惠內容")]


class Contact(Value, title="聯絡單位"):
    """An organisation to turn to, with its people."""

    role: Annotated[Role, Field(title="角色")]
    organisation: Annotated[Line, Field(title="單位")]
    people: Annotated[tuple[Person, ...], Field(title="聯絡人", min_length=1)]


class Event(Value, title="活動"):
    """An information session or matching event (說明會, 媒合會) on a stated day."""

    date: Annotated[Day, Field(title="日期")]
    place: Annotated[Line, Field(title="地點")]
    name: Annotated[Line, Field(title="名稱")]


class FrontMatter(Value, title="輔導措施"):
    """Everything an editor writes between the two `---` lines of a measure."""

    number: Annotated[int, Field(title="編號", description="手冊中的順序", ge=1, le=999999)]
    title: Annotated[Line, Field(title="措施名稱")]
    summary: Annotated[Line, Field(title="一句話說明", description="先講可以得到什麼，80 字以內")]
    subcategory: Annotated[
        SubcategoryName, Field(title="分類", description="手冊的小類，例如：研發貸款協助")
    ]
    agencies: Annotated[tuple[AgencyName, ...], Field(title="主辦機關", min_length=1)]
    keywords: Annotated[tuple[Line, ...], Field(title="搜尋用的日常說法")] = ()
    services: Annotated[tuple[Service, ...], Field(title="提供服務項目", min_length=1)]
    preferences: Annotated[tuple[Preference, ...], Field(title="中堅企業優惠方式")] = ()
    contacts: Annotated[tuple[Contact, ...], Field(title="聯絡方式", min_length=1)]
    links: Annotated[tuple[Link, ...], Field(title="相關網站")] = ()
    events: Annotated[tuple[Event, ...], Field(title="活動")] = ()
    caveats: Annotated[
        tuple[Text, ...], Field(title="提醒", description="原始資料可疑或互相矛盾之處")
    ] = ()
    source: Annotated[Line, Field(title="資料來源")]
    verified_on: Annotated[Day | None, Field(title="最近查證日")] = None
    updated: Annotated[Day | None, Field(title="最近更新日")] = None
    aliases: Annotated[
        tuple[Id, ...], Field(title="舊代碼", description="改名前的檔名，舊網址會轉到新網址")
    ] = ()


class Measure(FrontMatter):
    """A validated measure: front matter, the id (its file's name) and the Markdown body.

    `digest` is a hash of the file's text.
    """

    id: str
    category: Category
    body: str
    digest: bytes

    if not TYPE_CHECKING:  # to a type checker, every field is there

        def __getattr__(self, name: str) -> Any:
            """A field that is kept apart, packed, and read when it is asked for (`packing`)."""
            read = self.__dict__.get("_read_rest")
            rest = {} if read is None else read()
            return rest[name] if name in rest else super().__getattr__(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measure) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self.digest)  # the same where all values are

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in Measure.model_fields)

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        return tuple(window for service in self.services for window in service.windows)

    @property
    def is_dated(self) -> bool:
        """Whether anything of it can stand in a calendar: a dated window or an event."""
        return bool(self.events) or not {"fixed", "annual"}.isdisjoint(self.facts.kinds)

    @cached_property
    def facts(self) -> "Facts":
        """What groups ask of thousands of measures."""
        return Facts(
            service_types=tuple(service.type.id for service in self.services),
            preference_types=tuple(dict.fromkeys(p.type for p in self.preferences)),
            tested=_tested(self.services),
            kinds=tuple(dict.fromkeys(window.kind for window in self.windows)),
            ends=all(window.ends for window in self.windows),
            closings=tuple(
                Closing(place, *closing)
                for place, window in enumerate(self.windows)
                for closing in window.closings
            ),
        )


class Closing(NamedTuple):
    """That a window of a measure, the `place`th from 0, closes in a month.

    `year` is None where it does every year, `day` where only the month is known.
    """

    place: int
    year: int | None
    month: int
    day: int | None


class Facts(NamedTuple):
    """What is worked out of the services of a measure, which need not be read to group it."""

    service_types: tuple[str, ...]
    """The id of each service's."""
    preference_types: tuple[str, ...]
    """Each once."""
    tested: tuple[str, ...]
    """The keys of `Test` that some condition has."""
    kinds: tuple[str, ...]
    """Of windows, each once."""
    ends: bool
    """Whether every window closes for good on a stated day."""
    closings: tuple[Closing, ...]


def _tested(services: Iterable[Service]) -> tuple[str, ...]:
    criteria = (criterion for service in services for criterion in service.eligibility)
    tests = (criterion.test for criterion in criteria if criterion.test is not None)
    tested = {name for test in tests for name, value in test if value is not None}
    return tuple(name for name in Test.model_fields if name in tested)


def in_order(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Measures as the catalogue has them: by number."""
    return tuple(sorted(measures, key=lambda measure: (measure.number, measure.id)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All published content: measures by number, prose pages by id, stories the newest first."""

    vocabulary: Vocabulary
    measures: tuple[Measure, ...]
    pages: tuple[TextPage, ...]
    stories: tuple[Story, ...] = ()
