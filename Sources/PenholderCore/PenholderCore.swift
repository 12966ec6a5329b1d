// PenholderCore
