class Firing:
    pass


ServerTriggerTypes = Firing
