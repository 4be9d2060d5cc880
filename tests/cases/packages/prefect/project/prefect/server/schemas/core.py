class _Model:
    pass


ConcurrencyOptions = CreatedBy = UpdatedBy = QueueFilter = TaskRunPolicy = TaskRunResult = _Model
Constant = FlowRunPolicy = Parameter = WorkPoolStorageConfiguration = _Model
