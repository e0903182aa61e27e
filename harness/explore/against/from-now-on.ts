import type { Subject } from '../../subject/subject.ts';

/** A subject without what it has already: other worlds, and others, have written to it. @throws SubjectError */
export async function fromNowOn(subject: Subject): Promise<Subject> {
  const end = async (page: (after?: string) => Promise<{ readonly next: string; readonly more: boolean }>) => {
    let after: string | undefined;
    for (let more = true; more; ) {
      const read = await page(after);
      more = read.more && read.next !== after;
      after = read.next;
    }
    return after;
  };
  const records = await end(subject.records);
  const events = subject.operations.has('events') ? await end(subject.events) : undefined;
  return {
    ...subject,
    records: (after = records) => subject.records(after),
    events: (after = events) => subject.events(after),
  };
}
