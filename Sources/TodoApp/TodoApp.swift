// TodoApp
