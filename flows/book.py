"""All the flows by name."""

from flows.alert_call import ALERT_CALL
from flows.approval_call import APPROVAL_CALL
from flows.call_back import CALL_BACK
from flows.duty_call import DUTY_CALL
from flows.hotline import HOTLINE
from flows.joining import JOINING
from flows.membership import MEMBERSHIP
from flows.new_pin import NEW_PIN
from flows.news_call import NEWS_CALL
from flows.not_heard_call import NOT_HEARD_CALL
from flows.officer_call import OFFICER_CALL
from flows.police_line import POLICE_LINE
from flows.reporter_call import REPORTER_CALL
from flows.text_line import TEXT_LINE

FLOWS = {
    flow.name: flow
    for flow in (
        HOTLINE, MEMBERSHIP, JOINING, CALL_BACK, POLICE_LINE, OFFICER_CALL, APPROVAL_CALL, NEW_PIN, ALERT_CALL, NEWS_CALL, NOT_HEARD_CALL, DUTY_CALL,
        REPORTER_CALL, TEXT_LINE,
    )  # fmt: skip
}
