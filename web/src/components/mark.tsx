/** The program's sign: a line that rises to the people and comes back. */
export function Mark() {
  return <img src="/icon.svg" alt="" width="32" height="32" className="mark" />;
}
