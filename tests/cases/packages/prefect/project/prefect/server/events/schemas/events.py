class ReceivedEvent:
    pass
