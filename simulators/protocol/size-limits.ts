/**
 * Bytes of one body of MLS control, or of what a server sends. Ours. The greatest is the creation of a group of 256 whose leaves
 * hold certificates (about 1.4 KB a leaf): the commit has a KeyPackage of each (1.6 KB, some 410 KB), the Welcome and the GroupInfo
 * the tree (1.4 KB and a parent node of 0.1 KB, some 390 KB each), the Welcome 0.2 KB more for each (50 KB): 1.25 MB.
 */
export const controlBodyLimitBytes = 2 * 1024 * 1024;

/** Bytes of a CPIM message, and of a message over MSRP, which is one: a control body and 32 KiB for headers. */
export const cpimLimitBytes = controlBodyLimitBytes + 32 * 1024;

/** Bytes of a SIP message: between carriers a whole CPIM message is in one, and 32 KiB of SIP headers before it. */
export const sipLimitBytes = cpimLimitBytes + 32 * 1024;
