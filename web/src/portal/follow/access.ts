/** What opens a matter to the person who raised it: the receipt, and the code where a part was split off. */
export interface Access {
  receipt: string;
  code: string | undefined;
}
