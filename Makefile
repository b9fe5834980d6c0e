# make run     install what is missing, build, and train on XOR
# make build   the executable at .build/release/dlrun, for this machine's vector instructions, and beside it
#              dlrun-watch, which serves the page of dlrun watch
# make test    install what tests need, build, and pass all tests
# make gallery train what configs/README.md explains; the page is runs/gallery/index.html
# make pictures  make the pictures of the README again, configs/pictures/*.svg
# make install the programs, the manual page and completions for shells below PREFIX (/usr/local); DESTDIR
#              goes before it. make uninstall takes them away
# make dist    a tarball that runs on any x86-64 processor from x86-64-v2 on, in .build/packages
# make deb     the same as a package of Debian
# make format  rewrite the sources in the project's style
# make lint    refuse sources that are not in it
#
# make test-reliability  end runs in every way, and see that each goes on to the same end, in some minutes
# make fuzz           try all readers on bytes of libFuzzer's choice, each for SECONDS=60
# make sanitize       all tests with a sanitizer of addresses, those of threads with one of races
# make bench          compare the speed with other programs', into scripts/bench/RESULTS.md
# make bench-quick    the same on less data, in two minutes, only printed
# make bench-quality  compare the quality of predictions, into scripts/bench/QUALITY.md
# make bench-threads  measure what the second thread brings and costs, into scripts/bench/THREADS.md
# make bench-ranks    measure training in ranks of mpirun, and predict the time of more machines
# make bench-scale    train on a table larger than the memory allowed, compared with the same in memory
# make bench-ops      measure each operation beside the machine's limit

# -Xcc -march=native reaches Swift's code generator as well as C's. Where square roots must report errors
# as C's do, vectors of them are taken one by one: -fno-math-errno. Without the threshold of 0 the compiler
# merges alike kernels into one that calls its formula through a pointer.
NATIVE := $(if $(filter x86_64,$(shell uname -m)),-march=native,-mcpu=native)
FLAGS := -c release -Xcc $(NATIVE) -Xcc -fno-math-errno -Xswiftc -Xllvm -Xswiftc -swiftmergefunc-threshold=0
# The program has the Swift library in it, and runs where there is none. Tests cannot have it: theirs is a
# build apart. lld, since gold warns of a function that the library never calls for the program.
STATIC := $(FLAGS) --static-swift-stdlib -Xswiftc -use-ld=lld
# For the page's server, whose library would ask for libcurl without using it.
NO_CURL := .build/no-curl/libcurl.a
TESTING := $(FLAGS) --scratch-path .build/tests
# Programs of packages: one for each level of x86-64, among which a launcher chooses. Without the width the compiler
# would make loops half as wide as registers are.
LEVELS := x86-64-v2 x86-64-v3 x86-64-v4
LEVEL = $(subst $(NATIVE),-march=$(1),$(STATIC)) $(if $(filter x86-64-v4,$(1)),-Xcc -mprefer-vector-width=512) --scratch-path .build/packages/$(1)
SOURCES := Package.swift Sources Tests

PREFIX := /usr/local
INSTALLED := $(DESTDIR)$(PREFIX)
PROGRAM := $(INSTALLED)/bin/dlrun
WATCH := $(INSTALLED)/bin/dlrun-watch
MANUAL := $(INSTALLED)/share/man/man1/dlrun.1
BASH_COMPLETION := $(INSTALLED)/share/bash-completion/completions/dlrun
ZSH_COMPLETION := $(INSTALLED)/share/zsh/site-functions/_dlrun
FISH_COMPLETION := $(INSTALLED)/share/fish/vendor_completions.d/dlrun.fish

.PHONY: run build test test-reliability fuzz sanitize install uninstall dist deb build-levels gallery pictures format lint bench bench-quick bench-quality bench-threads bench-ranks bench-scale bench-ops build-benchmarks install-dependencies

run: build
	.build/release/dlrun train configs/xor.json

build: install-dependencies $(NO_CURL)
	swift build $(STATIC) --product dlrun
	swift build $(STATIC) --product dlrun-watch -Xlinker -L$(dir $(NO_CURL))

$(NO_CURL): scripts/no_curl.c
	mkdir -p $(dir $@)
	clang -O1 -Wall -Werror -c $< -o $(@:.a=.o)
	ar rcs $@ $(@:.a=.o)

# By the names of products, since --build-tests also builds the compiler of protocol buffers, in C++.
test: install-dependencies
	scripts/install_dependencies.sh tests
	swift build $(TESTING) --product dlrunPackageTests
	swift build $(TESTING) --product FaultInjector
	swift test $(TESTING) --skip-build --disable-xctest

# Runs killed at many instants, and each call of the system failing in turn. A case that fails is repeated by
# DLRUN_SEED and DLRUN_KILLS=1.
test-reliability: install-dependencies
	swift build $(TESTING) --product dlrunPackageTests
	swift build $(TESTING) --product FaultInjector
	DLRUN_KILLS=300 DLRUN_FAULTS=1 DLRUN_MUTATIONS=10 swift test $(TESTING) --skip-build --disable-xctest --filter 'ResumeTests|FaultTests|MutationTests'

# The readers with what libFuzzer needs, and with checks of addresses where SANITIZER is not fuzzer alone, which is
# faster. lld, since gold cannot hide the names of these checks.
SECONDS := 60
SANITIZER := fuzzer,address
FUZZING := -c release -Xcc $(NATIVE) -Xcc -fno-math-errno --scratch-path .build/$(SANITIZER) -Xswiftc -sanitize=$(SANITIZER) -Xswiftc -use-ld=lld
fuzz: install-dependencies
	DLRUN_FUZZ=1 swift build $(FUZZING) --product Fuzz
	scripts/fuzz.sh .build/$(SANITIZER)/release/Fuzz $(SECONDS)

# Memory errors in all tests, and races in training, evaluation, prediction and the reading of tables.
sanitize: install-dependencies
	swift build $(TESTING:.build/tests=.build/address) --sanitize=address --build-tests
	ASAN_OPTIONS=detect_leaks=0 swift test $(TESTING:.build/tests=.build/address) --sanitize=address --skip-build --disable-xctest
	swift build $(TESTING:.build/tests=.build/thread) --sanitize=thread --build-tests
	swift test $(TESTING:.build/tests=.build/thread) --sanitize=thread --skip-build --disable-xctest --filter 'LearnerTests|TeamTests|ThreadTests|TabularTests|PredictTests|EvalTests|RaceTests'

install: build
	swift build $(STATIC) --product generate-manual
	install -D .build/release/dlrun "$(PROGRAM)"
	install -D .build/release/dlrun-watch "$(WATCH)"
	install -d "$(dir $(MANUAL))" "$(dir $(BASH_COMPLETION))" "$(dir $(ZSH_COMPLETION))" "$(dir $(FISH_COMPLETION))"
	.build/release/generate-manual .build/release/dlrun --output-directory - | sed 's/^$$/.Pp/' > "$(MANUAL)"
	.build/release/dlrun --generate-completion-script bash > "$(BASH_COMPLETION)"
	.build/release/dlrun --generate-completion-script zsh > "$(ZSH_COMPLETION)"
	.build/release/dlrun --generate-completion-script fish > "$(FISH_COMPLETION)"

uninstall:
	rm -f "$(PROGRAM)" "$(WATCH)" "$(MANUAL)" "$(BASH_COMPLETION)" "$(ZSH_COMPLETION)" "$(FISH_COMPLETION)"

dist: build-levels
	scripts/packaging/dist.sh

deb: build-levels
	scripts/packaging/deb.sh

build-levels: install-dependencies $(NO_CURL)
	$(foreach level,$(LEVELS),swift build $(call LEVEL,$(level)) --product dlrun &&) true
	swift build $(call LEVEL,$(firstword $(LEVELS))) --product dlrun-watch -Xlinker -L$(dir $(NO_CURL))
	swift build $(call LEVEL,$(firstword $(LEVELS))) --product generate-manual

gallery: build
	scripts/gallery.py

pictures: build
	scripts/gallery.py --pictures

format:
	swift format --in-place --recursive --parallel $(SOURCES)

lint:
	swift format lint --strict --recursive --parallel $(SOURCES)

bench: build-benchmarks
	scripts/bench/setup.sh
	python3 scripts/bench/bench.py

bench-quick: build-benchmarks
	scripts/bench/setup.sh
	python3 scripts/bench/bench.py --quick

bench-quality: build
	scripts/bench/quality.sh

bench-threads: build
	python3 scripts/bench/threads.py --write

bench-ranks: build
	python3 scripts/bench/ranks.py

bench-scale: build
	scripts/bench/setup.sh
	$${DLRUN_BENCH_PYTHON:-.build/bench/venv/bin/python} scripts/bench/scale.py $(SCALE)

bench-ops: build-benchmarks
	.build/release/Benchmarks operations

build-benchmarks: build
	swift build $(STATIC) --product Benchmarks

install-dependencies:
	@scripts/install_dependencies.sh
