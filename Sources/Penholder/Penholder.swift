// Penholder
