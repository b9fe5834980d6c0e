// Nothing is called: the library is loaded before libc and takes the place of its functions.
