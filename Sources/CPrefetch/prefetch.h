// The processor's hint, which Swift has no word for, that memory will soon be read. Any address may be given.
static inline void prefetch(const void *address) { __builtin_prefetch(address); }
