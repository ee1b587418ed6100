import type { JupyterHandlerImpl, ZmqServer } from 'tslab/dist/jupyter';
import type { LANGUAGE_INFO } from '../languageInfo';
import type { ErrorReport } from '../cell/errorReport';

/** A message of Jupyter's protocol as tslab reads it. */
export type Message = Parameters<ZmqServer['handleExecute']>[1];

export type KernelInfo = Omit<ReturnType<JupyterHandlerImpl['handleKernel']>, 'language_info'> & {
  readonly status: 'ok';
  readonly language_info: typeof LANGUAGE_INFO;
};

/** What Jupyter asks for when a cell is run. */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent?: boolean;
  readonly store_history?: boolean;
  readonly stop_on_error?: boolean;
}

export type ExecuteReply =
  | {
      readonly status: 'ok';
      readonly execution_count: number;
      readonly user_expressions: object;
      readonly payload: readonly [];
    }
  | ({ readonly status: 'error'; readonly execution_count: number } & ErrorReport)
  | { readonly status: 'aborted'; readonly execution_count: number };

/** Sends a message that belongs to one request to everyone who listens. */
export type Publish = (type: string, content: object) => void;
