"""Pages of the kernel's registers: the kept order, departments, partner bodies, places."""
