"""All the flows by name."""

from flows.alert_call import ALERT_CALL
from flows.duty_call import DUTY_CALL
from flows.hotline import HOTLINE
from flows.police_line import POLICE_LINE
from flows.text_line import TEXT_LINE

FLOWS = {flow.name: flow for flow in (HOTLINE, POLICE_LINE, ALERT_CALL, DUTY_CALL, TEXT_LINE)}
