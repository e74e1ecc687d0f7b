import { useMutation } from '@tanstack/react-query';

interface Act<A, R> {
  run: (argument: A) => void;
  busy: boolean;
  error: unknown;
  done: boolean;
  answer: R | undefined;
  reset: () => void;
}

/** One change of the register: sent, and then whatever shows it is brought up to date. */
export function useAct<A, R>(send: (argument: A) => Promise<R>, onDone: (answer: R) => unknown): Act<A, R> {
  const mutation = useMutation({ mutationFn: send, onSuccess: onDone });
  return {
    run: mutation.mutate,
    busy: mutation.isPending,
    error: mutation.error,
    done: mutation.isSuccess,
    answer: mutation.data,
    reset: mutation.reset,
  };
}
