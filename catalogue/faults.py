"""Every kind of problem that content can have: its code, what it is called, and its cure.

One table, from which the guide lists them and GitHub's annotations take their titles. A code is
stable: people search for it, and a test keeps the table and what the code reports alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One kind of problem; `group` is the heading under which the guide lists it."""

    code: str
    group: str
    title: str
    cure: str


_FILES = "檔案"
_FENCES = "兩行 ---"
_YAML = "YAML 的寫法"
_FIELDS = "欄位"
_TEXTS = "文字"
_DATES = "日期和期間"
_CONTACTS = "電話、網址、電子郵件"
_BODY = "內文"
_TOGETHER = "和其他檔案重複"
_ADVICE = "提醒（不會擋住發布）"

_TABLE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    _FILES: {
        "file-missing": ("找不到檔案或資料夾", "把檔案放回來；檔名不要改。"),
        "file-unreadable": ("讀不到檔案", "確認它是一般的檔案，而且有讀取的權限。"),
        "file-empty": ("檔案是空的", "填入內容，或刪掉檔案。"),
        "file-encoding": ("不是 UTF-8 編碼", "用編輯器開啟，另存新檔時編碼選 UTF-8。"),
        "file-too-large": ("檔案太大", "只放文字；照片和附件不要貼進來。"),
        "file-name": (
            "檔名不對",
            "檔名就是網址：小寫英文、數字和減號，結尾是 .md，例如 green-growth.md。",
        ),
        "file-place": (
            "檔案放錯地方",
            "措施放在 content/measures，文字頁放在 content/pages，故事放在 content/stories。",
        ),
        "hidden-character": (
            "有看不見或不能用的字元",
            "刪掉那一格再重打；多半是從網頁或 Word 貼上的。",
        ),
        "merge-conflict": (
            "有合併衝突的記號",
            "兩個人同時改了這裡：留下正確的內容，刪掉 <<<<<<<、=======、>>>>>>> 三種行。",
        ),
        "too-many": ("問題太多", "先改好列出來的，再檢查一次。"),
    },
    _FENCES: {
        "fence-missing": ("少了一行 ---", "欄位的前面和後面，各要有單獨一行三個半形減號。"),
        "fence-extra": ("多了一行 ---", "刪掉那一行。"),
        "fence-typo": ("--- 打錯了", "改成三個半形減號，前後沒有別的字。"),
        "fence-late": ("--- 前面有別的字", "第一行就要是 ---；把前面的字刪掉，或移到內文。"),
        "two-measures": ("一個檔案有兩項措施", "把第二項剪下來，存成另一個檔案。"),
    },
    _YAML: {
        "yaml-tab": ("用 Tab 鍵縮排", "改成半形空白，和同一層的其他欄位對齊。"),
        "yaml-indent": ("縮排沒有對齊", "同一層的欄位，前面的半形空白要一樣多。"),
        "yaml-fullwidth-space": ("用了全形空白", "改成半形空白。"),
        "yaml-fullwidth-colon": ("用了全形冒號", "欄位名稱後面改成半形冒號加一個空白。"),
        "yaml-colon-space": ("冒號後面少了空白", "半形冒號後面加一個半形空白。"),
        "yaml-no-colon": ("欄位名稱後面少了冒號", "寫成「欄位: 內容」。"),
        "yaml-colon-in-text": (
            "內容裡有半形冒號",
            "把整個內容用半形雙引號包起來，或把它改成全形冒號「：」。",
        ),
        "yaml-quote": ("引號沒有成對", "開頭和結尾都要有同一種半形引號，包住整個內容。"),
        "yaml-bracket": ("括號沒有成對", "補上少的半形 ] 或 }，刪掉多的。"),
        "yaml-comma": ("括號裡的逗號不對", "項目之間用半形逗號加一個空白。"),
        "yaml-dash": ("清單的減號不對", "每一項前面寫半形減號加一個空白「- 」。"),
        "yaml-special-start": ("內容以特殊符號開頭", "用半形雙引號把整個內容包起來。"),
        "yaml-stray-line": ("有一行不是欄位", "接在上一行後面，或補上欄位名稱和冒號。"),
        "yaml-comment": ("內容裡有 #", "「 #」後面會被當成註解丟掉；用半形雙引號包起來。"),
        "yaml-unquoted": ("內容會被當成別的意思", "no、012、12:30 這類內容要加半形雙引號。"),
        "yaml-alias": ("內容以 * 或 & 開頭", "用半形雙引號把整個內容包起來。"),
        "yaml-tag": ("內容以 ! 開頭", "用半形雙引號把整個內容包起來。"),
        "yaml-depth": ("層次太深", "比照其他措施的檔案改寫。"),
        "yaml-not-fields": ("不是欄位", "一行一個欄位，寫成「欄位: 內容」。"),
        "yaml-syntax": ("YAML 讀不懂", "和其他措施的檔案比對這一行的寫法。"),
        "duplicate-key": ("欄位重複", "只留一個；若是清單的另一項，第一行前面加減號。"),
    },
    _FIELDS: {
        "unknown-key": ("沒有這個欄位", "照「是不是」後面的名稱改，或檢查縮排。"),
        "missing-key": ("少了必填的欄位", "在指出的那一行前面，加上這個欄位。"),
        "empty-value": ("欄位是空的", "填內容；沒有內容就把整行刪掉。"),
        "wrong-type": ("內容的型式不對", "看訊息要的是文字、清單還是一組欄位。"),
        "wrong-number": ("不是數字", "只寫半形數字，不加逗號、單位和引號。"),
        "wrong-bool": ("不是 true 或 false", "是寫 true，否則寫 false 或整行刪掉。"),
        "number-limit": ("數字超出範圍", "照訊息的範圍改。"),
        "range-order": ("最少大於最多", "min 寫小的，max 寫大的。"),
        "choice": ("不是可用的字", "從訊息列出的字裡選一個。"),
        "unknown-agency": ("沒有這個機關", "寫 content/agencies.yml 裡的全名。"),
        "unknown-category": ("沒有這個分類", "寫 content/categories.yml 裡小類的名稱。"),
        "unknown-service-type": ("沒有這個服務種類", "寫 content/services.yml 裡的名稱。"),
        "agency-twice": ("主辦機關重複", "只留一個。"),
        "list-empty": ("清單是空的", "至少寫一項。"),
        "list-too-long": ("清單太長", "刪掉多的項目。"),
        "list-separator": ("清單的分隔符號不對", "項目之間用半形逗號加一個空白。"),
        "id-form": ("代碼不對", "小寫英文、數字和減號，例如 green-growth。"),
        "value-wrong": ("內容不對", "照訊息改。"),
    },
    _TEXTS: {
        "text-blanks": ("前後有多餘的空白", "刪掉空白。"),
        "text-lines": ("只能寫一行", "接成一行。"),
        "text-too-long": ("文字太長", "寫短一點；細節放到內文。"),
        "text-tab": ("內容裡有 Tab", "改成空白。"),
        "text-quotes": ("引號會印出來", '刪掉包住內容的引號；一定要引號時用半形 "。'),
        "text-html": ("欄位裡有程式碼", "刪掉；欄位是純文字。"),
    },
    _DATES: {
        "date-form": ("日期的寫法不對", "寫成 105-02-15 或 2016-02-15；只知道月份寫 105-02。"),
        "date-impossible": ("日期不存在", "查公告，改成存在的日期。"),
        "date-year": ("年份超出範圍", "民國寫三位數（105），西元寫四位數（2016）。"),
        "date-far": ("年份離資料的年度太遠", "多半是打錯，例如 150 其實是 105。"),
        "date-no-day": ("少了日", "這裡要寫到哪一天。"),
        "date-order": ("截止早於開始", "確認兩個日期，是不是寫反了。"),
        "window-no-date": ("有日期的期間沒有日期", "寫 opens 或 closes；沒有日期時改 kind。"),
        "window-key": ("這種期間不能有日期", "有日期寫 kind: fixed；每年固定月份寫 kind: annual。"),
        "months-order": ("月份的順序不對", "由小到大，不重複。"),
    },
    _CONTACTS: {
        "phone-form": ("電話的寫法不對", "寫成 (02)2754-1255；分機另外寫在 ext。"),
        "phone-impossible": (
            "電話不可能存在",
            "查正確的號碼；原始資料就是這樣時，在 caveats 寫出號碼並說明有疑問。",
        ),
        "ext-form": ("分機不對", "只寫 1 到 6 個半形數字，加半形雙引號。"),
        "email-form": ("電子郵件不對", "寫完整，例如 name@example.gov.tw。"),
        "url-form": ("網址不對", "寫完整，例如 https://www.example.gov.tw/。"),
        "link-elsewhere": (
            "連結的文字是另一個網址",
            "文字寫網站的名稱，或和連結同一個網址。",
        ),
        "url-scheme": ("網址的開頭不對", "只接受 http:// 和 https://。"),
    },
    _BODY: {
        "body-missing": ("少了內文", "第二行 --- 之後，用幾句話說明這項措施。"),
        "body-too-long": ("內文太長", "寫短一點，或拆成幾項措施。"),
        "body-html": ("內文有 HTML 標籤", "刪掉標籤；要換段就空一行。"),
        "body-image": ("內文有圖片", "用文字說明。"),
        "body-link": ("連結不能用", "寫 http、https、mailto、tel 開頭的完整網址。"),
        "body-link-broken": ("連結寫壞了", "寫成 [名稱](https://網址)，括號用半形。"),
        "body-heading": ("標題寫錯了", "寫成「## 標題」：半形 #，後面一個空白。"),
        "body-rule": ("內文有分隔線", "刪掉 --- 或 ===；分段用「## 標題」。"),
        "body-emphasis": ("粗體沒有成功", "** 要成對，裡面沒有空白，全形標點移到外面。"),
        "body-code": ("會變成程式碼的樣子", "刪掉這一行前面的空白；不要用 ```。"),
    },
    _TOGETHER: {
        "number-twice": ("編號重複", "改成沒有用過的編號。"),
        "title-twice": ("措施名稱重複", "改成這項措施自己的名稱；複製的檔案請刪掉。"),
        "id-twice": ("代碼重複", "改成沒有用過的代碼。"),
        "name-twice": ("名稱重複", "改成沒有用過的名稱。"),
        "address-lost": ("舊網址會失效", "照訊息加上 aliases，或把檔案放回來。"),
        "other": ("其他問題", "照訊息改。"),
    },
    _ADVICE: {
        "unverified": ("超過一年沒有查證", "向主辦機關確認後，把日期寫在 verified_on。"),
        "date-future": ("查證日在未來", "確認 verified_on 或 updated 的日期。"),
        "windows-past": ("申請期間都過了", "有新的期間就加上去；不再受理時寫在 caveats。"),
        "summary-long": ("一句話說明太長", "80 字以內，先講可以得到什麼。"),
        "link-http": ("網址是 http", "試試 https；可以打開就改成 https。"),
        "phone-doubtful": ("電話有疑問", "查到正確的號碼後改正，並刪掉 caveats 裡的說明。"),
        "placeholder": ("還有「待補」", "換成正確的內容；來源沒有寫的就刪掉。"),
        "text-markup": ("欄位裡有標籤或連結", "欄位是純文字，讀者會看到這些符號；請刪掉。"),
    },
}

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        code: Fault(code=code, group=group, title=title, cure=cure)
        for group, entries in _TABLE.items()
        for code, (title, cure) in entries.items()
    }
)
"""Every kind of problem by its code, in the guide's order."""


def title_of(code: str) -> str:
    """What a kind of problem is called."""
    return FAULTS[code].title
