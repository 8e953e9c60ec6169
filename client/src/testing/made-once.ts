/** Makes what belongs to a subject when it is first asked for, and gives the same from then on. Subjects are known by their id. */
export function madeOnce<Subject extends { readonly id: string }, Made extends object>(make: (subject: Subject) => Made) {
  const kept = new Map<string, Made>();
  return (subject: Subject): Made => {
    const made = kept.get(subject.id) ?? make(subject);
    kept.set(subject.id, made);
    return made;
  };
}
