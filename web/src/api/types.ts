import type { components, paths } from './schema';

/** The contract's values, by name: `Schema<'Followed'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

export type Ask = Schema<'Ask'>;
export type Clock = Schema<'Clock'>;
export type UnitRef = Schema<'UnitRef'>;
export type OpenStep = Schema<'OpenStep'>;
export type MatterSummary = Schema<'MatterSummary'>;
export type MatterDetail = Schema<'MatterDetail'>;

export type Path = keyof paths;
export type Method = 'get' | 'post' | 'patch' | 'delete';

/** The paths that know a method. */
export type PathOf<M extends Method> = {
  [P in Path]: paths[P] extends { [K in M]: object } ? P : never;
}[Path];

type Operation<M extends Method, P extends Path> = M extends keyof paths[P] ? NonNullable<paths[P][M]> : never;

type Content<R> = R extends { content: infer C }
  ? C extends { 'application/json': infer J }
    ? J
    : Blob
  : undefined;

/** What a request is answered with when all is well; undefined where the thing may have gone out of sight (204). */
export type Answered<M extends Method, P extends Path> =
  Operation<M, P> extends { responses: infer R }
    ? R extends { 200: infer A }
      ? R extends { 204: unknown }
        ? Content<A> | undefined
        : Content<A>
      : R extends { 201: infer A }
        ? Content<A>
        : undefined
    : never;

type Body<M extends Method, P extends Path> =
  Operation<M, P> extends { requestBody: { content: { 'application/json': infer B } } }
    ? { body: B }
    : Operation<M, P> extends { requestBody: { content: { 'multipart/form-data': unknown } } }
      ? { form: FormData }
      : object;

type PathPart<M extends Method, P extends Path> =
  Operation<M, P> extends { parameters: { path: infer X } } ? { path: X } : object;

type QueryPart<M extends Method, P extends Path> = Operation<M, P> extends { parameters: { query: infer Q } }
  ? { query: Q }
  : Operation<M, P> extends { parameters: { query?: infer Q } }
    ? { query?: Q }
    : object;

type Headers<M extends Method, P extends Path> =
  Operation<M, P> extends { parameters: { header: { 'X-Receipt': string } } }
    ? { receipt: string }
    : Operation<M, P> extends { parameters: { header?: { 'X-Challenge'?: string } } }
      ? { proof?: { text: string; answer: string } | undefined }
      : object;

/** What a request carries: only what the contract names for it. */
export type Asked<M extends Method, P extends Path> = Body<M, P> &
  PathPart<M, P> &
  QueryPart<M, P> &
  Headers<M, P> & { once?: string; signal?: AbortSignal };
