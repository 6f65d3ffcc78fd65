"""A phone company in a box: it speaks Twilio's REST API, obeys TwiML, and has people at its phones.

Where to look: an endpoint in `rest/`, a verb in `twiml/`, what people do in `people.py` (described) and
`acting.py` (done), a phone in somebody's hands in `hands.py`, what goes wrong on purpose in `faults.py`,
what an account may do in a second in `rates.py`, what it costs in `billing.py`, how a call goes in
`calls.py`, how a text goes in `texts.py`, what is asked of the application in `webhooks.py` and
`callbacks.py`, what is written down in `log.py`, what one may ask of the simulator itself in `control.py`,
what can be set in `settings.py`, and how to ask it in `client.py`.
"""
