import { createContext, use } from 'react';
import { ApiError } from '@/lib/problem';

/** Asks the person to show once more that it is them. Resolves to false when they would rather not. */
export type AskForProof = () => Promise<boolean>;

export const ProofContext = createContext<AskForProof | null>(null);

/** Thrown when a proof was asked for and not given; there is nothing to complain about. */
export class ProofDeclined extends Error {
  override readonly name = 'ProofDeclined';
}

/** Runs what changes the account; where the server wants a fresh proof, asks for it and runs it again. */
export function useProved(): <T>(work: () => Promise<T>) => Promise<T> {
  const ask = use(ProofContext);
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (ask === null || !(error instanceof ApiError) || error.code !== 'proof_required') {
        throw error;
      }
    }
    if (!(await ask())) {
      throw new ProofDeclined();
    }
    return work();
  };
}
