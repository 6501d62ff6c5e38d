/** One thing that a caller wants to do, in the words of Azure's resource providers. */
export interface Right {
  /** `action`: of the control plane, as Azure has containers of blobs and the user delegation key; `dataAction`: of the data plane. */
  readonly kind: 'action' | 'dataAction';
  /** For example `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`. */
  readonly name: string;
}

/** Who a verified token speaks for, and what that identity may do. */
export interface Caller {
  /** Object id of the user or service principal. */
  readonly oid: string;
  readonly tid: string;
  /** @param resource below the resource group, for example `Microsoft.ServiceBus/namespaces/voice/queues/maintenance` */
  may(right: Right, resource: string): boolean;
}

export function dataAction(name: string): Right {
  return { kind: 'dataAction', name };
}

export function action(name: string): Right {
  return { kind: 'action', name };
}
