"""What the tests let a cluster say."""

from impulses.reviews.voices import state_voice

CONCERN = "Die Kosten der Leitungen sind nicht bedacht."


def say(impulse, cluster, by, **values):
    position = {"stance": "tragen-mit", "can_deliver": False} | values
    return state_voice(impulse, cluster, by=by, **position)
