class PrefectBaseModel:
    pass
