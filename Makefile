# Everything a newcomer needs; each target first makes what it lacks. `make run` starts a working city.

PYTHON ?= python3
IN_VENV := .venv/bin
LOCAL := $(PYTHON) -m setup.environment local
DEV := $(PYTHON) -m setup.environment dev
WITH_DATABASE := $(PYTHON) -m setup.database

.PHONY: run demo test check fix bench systems figures backup restore domain stop
.DEFAULT_GOAL := run

run:       ## environment, database, demo city, server and worker
	@$(PYTHON) -m setup.run

demo:      ## rebuild the believable city
	@$(LOCAL)
	@$(WITH_DATABASE) $(IN_VENV)/python manage.py build_city --anew

test:      ## all tests in parallel, or one part: make test d=membership
	@$(DEV)
	@$(PYTHON) -m setup.testing $(d)

check:     ## format, lint, import contracts, types, migrations, templates, CSS
	@$(DEV)
	@$(PYTHON) -m setup.check

fix:       ## format and repair
	@$(DEV)
	@$(IN_VENV)/ruff check --fix-only --quiet .
	@$(IN_VENV)/ruff format --quiet .

bench:     ## each measurement beside its floor
	@$(DEV)
	@$(WITH_DATABASE) $(IN_VENV)/python -m bench

systems:   ## every system with its tests and state
	@$(DEV)
	@$(IN_VENV)/python -m tests.systems

figures:   ## every published figure beside the computed one
	@$(LOCAL)
	@$(WITH_DATABASE) $(IN_VENV)/python manage.py compare_figures

backup:    ## database and files into a folder, keys apart: make backup to=/folder
	@$(LOCAL)
	@$(PYTHON) -m setup.database --bare $(IN_VENV)/python manage.py back_up $(if $(to),--into "$(to)")

restore:   ## bring a backup back: make restore from=/folder/of/backup replace=1
	@$(LOCAL)
	@$(PYTHON) -m setup.database --bare $(IN_VENV)/python manage.py restore "$(from)" $(if $(replace),--replace)

domain:    ## a new domain: make domain name=aid title=困难帮扶
	@$(DEV)
	@$(PYTHON) -m setup.new_domain "$(name)" "$(title)"

stop:      ## stop the embedded database
	@$(PYTHON) -m setup.postgres stop
