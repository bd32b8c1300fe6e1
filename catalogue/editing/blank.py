"""What is known of a new measure in; the text of its file, every key explained, out. Pure.

Keys that a measure may do without stand as comments with the `#` right before the key: deleting
that one character turns an example into content. What is still missing says 待補.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.advice import PLACEHOLDER
from catalogue.problems import ContentError
from catalogue.reading import parse_yaml

_TEMPLATE = """\
---
# 「#」開頭的行是給編輯看的說明，讀者看不到，看完可以刪掉。
# 「#keywords: …」這種「#」後面沒有空白的行，是還沒用到的欄位：要用時刪掉「#」，再改成正確的內容。
# 寫著「待補」的地方，請改成正確的內容；來源沒有寫的事不要猜。

# 編號：全部措施的順序，不能和別的措施重複。
number: {number}
# 措施名稱：官方的全名。
title: {title}
# 一句話說明：先講可以得到什麼，80 字以內。
summary: {summary}
# 分類：content/categories.yml 裡小類的 name。
subcategory: {subcategory}
# 主辦機關：content/agencies.yml 裡的 name；有幾個就用逗號隔開。
agencies: [{agencies}]
# 搜尋用的日常說法：讀者會打、但上面沒有的字。
#keywords: [借錢, 週轉]

# 提供服務項目：每一種協助寫一項，從「- type」開始。
services:
{services}
# 中堅企業優惠方式：中堅企業比別人多得到什麼。
# type 可以寫：優先支持、補助加碼、提高額度、專屬資源、其他。
#preferences:
  #- type: 優先支持
    #text: 審查時優先考量中堅企業。

# 聯絡方式：每個單位一項。role 寫「主辦機關」或「執行單位」。
# 還沒查到承辦人，所以先寫{organisation}的窗口；查到以後請換掉。
contacts:
  - role: 執行單位
    organisation: {organisation}
    # 聯絡人：電話寫成 (02)2754-1255；分機另外寫在 ext，只寫數字，加雙引號。
    people:
      - name: 服務窗口
        phone: {phone}
        {ext}
        #note: 上班時間 9:00 到 17:00

# 相關網站：完整網址，http:// 或 https:// 開頭。
#links:
  #- name: 計畫網站
    #url: https://www.example.gov.tw/

# 活動：有日期的說明會、媒合會。
#events:
  #- date: 105-02-15
    #place: 臺北
    #name: 說明會

# 提醒：來源可疑或互相矛盾的地方，讀者看得到。
#caveats:
  #- 手冊有兩個截止日，請先打電話確認。

# 資料來源：手冊的章節，或公告的名稱。
source: {source}
# 最近查證日：哪一天向主辦機關或官方網站確認過；民國或西元都可以。
#verified_on: 105-02-15
# 最近更新日：哪一天改過內容。
#updated: 105-02-15
# 舊代碼：檔案改名時，寫原來的檔名（不含 .md），舊網址就會轉到新網址。
#aliases: [old-name]
---
## 這是什麼

待補：用兩三句話說明這項措施是什麼。

## 誰可以申請

待補：哪些企業可以申請。

## 怎麼申請

待補：第一步做什麼、向誰申請。
"""

_SERVICE = """\
  # 服務種類：content/services.yml 裡的 name。
  - type: {type}
    # 名稱：有兩項同種類的服務時，用來分辨。
    {name}
    # 內容：可以得到什麼。要寫好幾行時，改成「offer: |-」，從下一行開始寫，每行前面空 6 格。
    offer: 待補：說明這項服務可以得到什麼。
    # 對象：誰可以申請。
    #audience: 製造業
    # 金額：twd 是元，寫整數、不加逗號；text 說明這筆錢是什麼。
    #amounts:
      #- twd: 2000000
        #text: 每案補助上限新臺幣 200 萬元
    # 比例：percent 不加 % 號；text 說明是什麼的比例。
    #percents:
      #- percent: 50
        #text: 補助不超過總經費的 50%
    # 期限：輔導、補助、貸款或租用多久。
    #term: 1 年
    # 申請條件：每個條件一項；test 是電腦可以判斷的部分，沒有就不寫。
    #eligibility:
      #- text: 員工 200 人以下
        #test: {{employees: {{max: 200}}}}
    # 申請期間：kind 寫 fixed（有日期）、annual（每年固定月份）、rolling（隨時可以申請）、
    # announced（等公告）或 unstated（沒有寫）。
    # 日期寫 105-02-15 或 2016-02-15；只知道月份寫 105-02。截止日當天仍可申請。
    windows:
      - kind: unstated
      #- kind: fixed
        #label: 第一梯次
        #opens: 105-02-15
        #closes: 105-03-31
        #tentative: true
        #until_full: true
        #until_spent: true
        #note: 截止日以郵戳為憑
      #- kind: annual
        #months: [3, 4]
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What is known of a new measure; all names are those of the vocabulary."""

    id: str
    number: int
    title: str
    summary: str
    subcategory: str
    agencies: tuple[str, ...]
    services: tuple[str, ...]
    source: str
    organisation: str
    phone: str
    ext: str | None


def measure_text(draft: Draft) -> str:
    """The file of a new measure."""
    return _TEMPLATE.format(
        number=draft.number,
        title=scalar(draft.title),
        summary=scalar(draft.summary),
        subcategory=scalar(draft.subcategory),
        agencies=", ".join(scalar(agency, in_list=True) for agency in draft.agencies),
        services="\n".join(_service(draft.services, i) for i in range(len(draft.services))),
        source=scalar(draft.source),
        organisation=scalar(draft.organisation),
        phone=scalar(draft.phone),
        ext=f'ext: "{draft.ext}"' if draft.ext else '#ext: "2648"',
    )


def _service(services: Sequence[str], index: int) -> str:
    kind = services[index]
    earlier = services[:index].count(kind)
    several = services.count(kind) > 1
    name = f"name: {PLACEHOLDER}（第 {earlier + 1} 項）" if several else "#name: 第一類"
    return _SERVICE.format(type=scalar(kind), name=name)


def scalar(text: str, in_list: bool = False) -> str:
    """A text as YAML: plain where YAML reads it back as written, else in double quotes.

    An item of a list in brackets is told by `in_list`.
    """
    try:
        read, _ = parse_yaml(f"key: [{text}]" if in_list else f"key: {text}", "", 1)
    except ContentError:
        read = {}
    plain = read.get("key") == ((text,) if in_list else text)
    return text if plain else json.dumps(text, ensure_ascii=False)
