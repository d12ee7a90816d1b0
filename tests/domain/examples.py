"""One canonical example of each event, every field filled, shared by all tests that need one."""

from datetime import date, timedelta

from msgspec import Struct

from domain import actions as act
from domain import calendars as cal
from domain import departments as dep
from domain import escalations as esc
from domain import meetings as mtg
from domain import people as ppl
from domain import policies as pol
from domain import series as srs
from domain.envelope import Grade
from domain.ladders import Amount, AtTarget, Ladder, Rung
from domain.minutes import Finding, Settled
from domain.personal import Plain
from domain.posts import Skipped
from domain.words import Attachment
from domain.working_hours import Hours
from tests.domain.cast import HEAD, ITEM, LI, MAKING, MONDAY, OTHER_ITEM, SALES, WANG, ZHAO

HOUR = timedelta(hours=1)
SCAN = Attachment("5" * 64, "签收单.pdf", 48_211, "application/pdf")
SOURCE = Attachment("7" * 64, "2026-04-20.md", 3_120, "text/markdown")
AGENDA = (srs.AgendaItem("遗留事项", 10, "每项有结论"), srs.AgendaItem("风险", 20, ""))

MORNING = (Hours("09:00", "12:00"),)
WEEK = (MORNING,) * 6 + ((),)
FACTS = esc.Facts(
    ITEM,
    "acknowledgment",
    "department",
    MONDAY,
    MONDAY - HOUR,
    2,
    3,
    WANG,
    MAKING,
    Grade.PUBLIC,
    LI,
    late=True,
)

EXAMPLES: tuple[Struct, ...] = (
    ppl.PersonJoined(
        Plain(LI, "李小满"),
        Plain(LI, "li.xiaoman"),
        Plain(LI, "li.xiaoman@zixu.example"),
        SALES,
        HEAD,
        "销售经理",
        outsider=True,
    ),
    ppl.PersonRenamed(Plain(LI, "李晓曼")),
    ppl.PersonReachableBy(Plain(LI, "li@zixu.example")),
    ppl.PersonMoved(MAKING, WANG, "产品经理"),
    ppl.RoleGranted(ppl.Role.FOLLOW_UP_OFFICER),
    ppl.RoleRevoked(ppl.Role.COMMITTEE_MEMBER),
    ppl.PersonLeft(),
    ppl.PersonAbsent(date(2026, 5, 8), date(2026, 5, 12), WANG),
    ppl.PersonReturned(date(2026, 5, 11)),
    dep.DepartmentFounded("sales", "销售部"),
    dep.DepartmentRenamed("营销部"),
    dep.HeadAppointed(HEAD),
    dep.ExecutiveAssigned(ZHAO),
    dep.ContactRostered("business", LI, date(2026, 1, 1), date(2026, 6, 30)),
    dep.ContactRelieved("technical", WANG),
    dep.CalendarChosen(OTHER_ITEM),
    srs.SeriesStarted("产销研周协调会", LI, ZHAO, SALES, AGENDA, (WANG, HEAD)),
    mtg.MeetingScheduled(
        "产销研周协调会 第 17 次",
        MONDAY,
        MONDAY + HOUR,
        LI,
        ZHAO,
        OTHER_ITEM,
        17,
        SALES,
        (WANG, HEAD),
        AGENDA,
        Grade.PUBLIC,
        historical=True,
    ),
    mtg.MeetingRescheduled(MONDAY + HOUR, MONDAY + 2 * HOUR, "会议室冲突"),
    mtg.ParticipantInvited(WANG),
    mtg.InvitationAnswered(WANG, "tentative"),
    mtg.AgendaPublished(AGENDA),
    mtg.MeetingOpened(),
    mtg.AttendanceNoted((LI, WANG)),
    mtg.ItemParked(OTHER_ITEM, "备件库存", "缺数据", MAKING),
    mtg.ItemClosed(OTHER_ITEM, "下周盘点"),
    mtg.ItemCarriedOver(OTHER_ITEM, "parked", 3),
    mtg.MeetingExtended(20, "议题未完"),
    mtg.MeetingClosed(),
    mtg.MinutesDrafted(
        SOURCE, (Finding(12, "action", "寄出样件 12 台", ("小王", "质检组"), "2026-04-30", "月底", True),)
    ),
    mtg.FindingAccepted(1, Settled("action", "寄出样件 12 台", WANG, (LI,), "2026-04-30", True)),
    mtg.FindingCorrected(2, Settled("decision", "采用方案二")),
    mtg.FindingDropped(3),
    mtg.FindingReopened(3),
    mtg.MinutesPublished(1, (ITEM,)),
    mtg.MinutesAcknowledged(WANG),
    mtg.MeetingCancelled("客户改期"),
    act.ActionAssigned(
        "寄出样件 12 台",
        WANG,
        MAKING,
        "2026-04-30",
        act.Origin("meeting", OTHER_ITEM, ITEM, 12),
        LI,
        SALES,
        (ZHAO,),
        ("小王",),
        Grade.PUBLIC,
    ),
    act.ActionStarted(),
    act.ActionBlocked("缺料"),
    act.ActionUnblocked(),
    act.DueDateMoved("2026-04-30", "2026-05-06T04:00:00Z", "客户改期"),
    act.ActionReassigned(WANG, ZHAO, SALES, "调岗"),
    act.ActionNudged(),
    act.ActionCompleted("签收单已归档", (SCAN,)),
    act.CompletionVerified(),
    act.CompletionReturned("少一台"),
    act.ActionCancelled("客户取消订单"),
    cal.CalendarDefined("CN-HQ", "Asia/Shanghai", WEEK, date(2026, 6, 1), "CN"),
    cal.DayDeclared(date(2026, 5, 9), "working", "chinese-calendar 1.11.0", MORNING, "劳动节调休上班"),
    cal.YearAnnounced(2026, "chinese-calendar 1.11.0"),
    cal.CalendarTakingEffect(2, MONDAY),
    pol.LadderSet(
        Ladder(
            "action",
            "working",
            AtTarget(),
            (Amount(days=1, hours=2, minutes=30),),
            (Rung("department", Amount(days=1)),),
            2,
            MONDAY,
        )
    ),
    pol.LastRungSet(HEAD),
    esc.ReminderDue(FACTS, ZHAO, WANG, (Skipped("responsible", "vacant"),)),
    esc.LevelReached(FACTS, "department", ZHAO, HEAD, (Skipped("department", "same"),)),
    esc.RungSkipped(FACTS, "vacant", "executive"),
    esc.JumpConfirmed(MONDAY),
)
