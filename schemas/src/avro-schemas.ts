// Generated from avro/*.avsc by `npm run generate`; a test fails when it is not up to date.

/** The schema of every record written to Kafka, self-contained, by full name. */
export const AVRO_SCHEMAS = {
  'karat.command.ApproveOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ApproveOrder',
    doc: 'Accepts the price and releases the order for manufacturing.',
    fields: [
      {
        name: 'paymentReference',
        type: ['null', 'string'],
        doc: 'Reference of the payment; null where the seller is billed.',
        default: null,
      },
    ],
  },
  'karat.command.AttachModel': {
    type: 'record',
    namespace: 'karat.command',
    name: 'AttachModel',
    doc: 'Attaches a 3D model to a piece, or replaces it.',
    fields: [
      {
        name: 'itemId',
        type: 'string',
        doc: 'The piece.',
      },
      {
        name: 'modelSha256',
        type: 'string',
        doc: 'SHA-256 of the model, lower-case hex.',
      },
      {
        name: 'modelFormat',
        type: 'string',
        doc: 'Format as sniffed from the bytes, e.g. STL.',
      },
      {
        name: 'modelBytes',
        type: 'long',
        doc: 'Size of the model in bytes.',
      },
    ],
  },
  'karat.command.CancelOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'CancelOrder',
    doc: 'Cancels the order before it is shipped.',
    fields: [
      {
        name: 'reason',
        type: 'string',
        doc: 'Machine-readable reason of the cancellation.',
      },
    ],
  },
  'karat.command.ClaimOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ClaimOrder',
    doc: 'An operator takes the order into work.',
    fields: [],
  },
  'karat.command.CloseOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'CloseOrder',
    doc: 'The order is delivered and done.',
    fields: [],
  },
  'karat.command.CompleteManufacturing': {
    type: 'record',
    namespace: 'karat.command',
    name: 'CompleteManufacturing',
    doc: 'The operator has finished the pieces.',
    fields: [
      {
        name: 'rewardMinor',
        type: 'long',
        doc: 'Reward of the operator in minor units.',
      },
      {
        name: 'currency',
        type: 'string',
        doc: 'ISO 4217 code of the reward.',
      },
      {
        name: 'rewardTariffVersion',
        type: 'string',
        doc: 'Version of the reward tariff that was applied.',
      },
    ],
  },
  'karat.command.InitiateOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'InitiateOrder',
    doc: 'Begins an order.',
    fields: [
      {
        name: 'sellerId',
        type: ['null', 'string'],
        doc: 'The seller whose customer orders; null for a customer of the storefront itself.',
        default: null,
      },
      {
        name: 'sellerOrderRef',
        type: ['null', 'string'],
        doc: "The seller's own reference of the order.",
        default: null,
      },
      {
        name: 'customerId',
        type: ['null', 'string'],
        doc: 'Pseudonymous customer identifier of the storefront.',
        default: null,
      },
      {
        name: 'customer',
        type: 'bytes',
        doc: 'Personal data: name, mail, phone and address as JSON, sealed with the key of the order.',
      },
      {
        name: 'items',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'OrderItem',
            doc: 'One piece of an order: what is made, of what, how often.',
            fields: [
              {
                name: 'itemId',
                type: 'string',
                doc: 'Identifier of the piece within its order.',
              },
              {
                name: 'quantity',
                type: 'int',
                doc: 'How many of it, 1 to 999.',
              },
              {
                name: 'material',
                type: 'string',
                doc: 'Material code of the tariff, e.g. silver-925.',
              },
              {
                name: 'finish',
                type: 'string',
                doc: 'Finish code of the tariff, e.g. polished.',
              },
              {
                name: 'modelSha256',
                type: ['null', 'string'],
                doc: 'SHA-256 of the attached 3D model in lower-case hex; null until one is attached.',
                default: null,
              },
              {
                name: 'modelFormat',
                type: ['null', 'string'],
                doc: 'Format of the model as sniffed from its bytes, e.g. STL; null without a model.',
                default: null,
              },
              {
                name: 'modelBytes',
                type: ['null', 'long'],
                doc: 'Size of the model in bytes; null without a model.',
                default: null,
              },
            ],
          },
        },
        doc: 'The pieces, at least one.',
      },
    ],
  },
  'karat.command.RecordPrice': {
    type: 'record',
    namespace: 'karat.command',
    name: 'RecordPrice',
    doc: 'Records the price of a submission.',
    fields: [
      {
        name: 'submissionNo',
        type: 'int',
        doc: 'The submission that was priced, from 1.',
      },
      {
        name: 'items',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'PricedItem',
            doc: 'The geometry and price of one piece, with every figure the price was made of.',
            fields: [
              {
                name: 'itemId',
                type: 'string',
                doc: 'The piece.',
              },
              {
                name: 'modelSha256',
                type: 'string',
                doc: 'SHA-256 of the model that was measured, lower-case hex.',
              },
              {
                name: 'volumeMm3',
                type: 'double',
                doc: 'Enclosed volume in cubic millimetres.',
              },
              {
                name: 'areaMm2',
                type: 'double',
                doc: 'Surface in square millimetres.',
              },
              {
                name: 'boundingBoxMm',
                type: {
                  type: 'record',
                  namespace: 'karat.order',
                  name: 'BoundingBox',
                  doc: 'Extent of a mesh along its own axes.',
                  fields: [
                    {
                      name: 'x',
                      type: 'double',
                      doc: 'Extent in millimetres.',
                    },
                    {
                      name: 'y',
                      type: 'double',
                      doc: 'Extent in millimetres.',
                    },
                    {
                      name: 'z',
                      type: 'double',
                      doc: 'Extent in millimetres.',
                    },
                  ],
                },
                doc: 'Extent in millimetres.',
              },
              {
                name: 'triangles',
                type: 'int',
                doc: 'Number of triangles.',
              },
              {
                name: 'material',
                type: 'string',
                doc: 'Material code that was priced.',
              },
              {
                name: 'finish',
                type: 'string',
                doc: 'Finish code that was priced.',
              },
              {
                name: 'quantity',
                type: 'int',
                doc: 'Pieces that were priced.',
              },
              {
                name: 'metalMassMg',
                type: 'long',
                doc: 'Metal of one piece with casting loss, milligrams.',
              },
              {
                name: 'machineTimeMs',
                type: 'long',
                doc: 'Printer time of all pieces, milliseconds.',
              },
              {
                name: 'parts',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    namespace: 'karat.order',
                    name: 'PricePart',
                    doc: 'One addend of a price.',
                    fields: [
                      {
                        name: 'code',
                        type: 'string',
                        doc: 'What is charged, a code of the tariff, e.g. metal or setup.',
                      },
                      {
                        name: 'amountMinor',
                        type: 'long',
                        doc: 'Amount in minor units of the currency of the price.',
                      },
                    ],
                  },
                },
                doc: 'The addends; they sum to amountMinor.',
              },
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Price of all pieces of this item in minor units.',
              },
            ],
          },
        },
        doc: 'Geometry and price of each piece.',
      },
      {
        name: 'totalMinor',
        type: 'long',
        doc: 'Sum of the items in minor units.',
      },
      {
        name: 'currency',
        type: 'string',
        doc: 'ISO 4217 code of all amounts.',
      },
      {
        name: 'tariffVersion',
        type: 'string',
        doc: 'Version of the tariff that was applied.',
      },
      {
        name: 'metalPricesVersion',
        type: 'string',
        doc: 'Version of the metal price snapshot that was applied.',
      },
      {
        name: 'estimatedWorkMs',
        type: 'long',
        doc: 'Estimated time from start of manufacturing to packed, milliseconds.',
      },
      {
        name: 'validUntil',
        type: 'long',
        doc: 'Until when the price may be approved, epoch milliseconds UTC.',
      },
    ],
  },
  'karat.command.RejectModel': {
    type: 'record',
    namespace: 'karat.command',
    name: 'RejectModel',
    doc: 'Records why a submission could not be priced.',
    fields: [
      {
        name: 'submissionNo',
        type: 'int',
        doc: 'The submission that was examined, from 1.',
      },
      {
        name: 'reasons',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'PricingReason',
            doc: 'Why a price could not be given.',
            fields: [
              {
                name: 'itemId',
                type: ['null', 'string'],
                doc: 'The piece; null when the whole order is meant.',
                default: null,
              },
              {
                name: 'code',
                type: 'string',
                doc: 'Machine-readable reason, e.g. truncated, open-edge, storage-unavailable.',
              },
              {
                name: 'detail',
                type: 'string',
                doc: 'What was expected and what was found.',
              },
              {
                name: 'retriable',
                type: 'boolean',
                doc: 'Whether the same model may succeed later.',
              },
            ],
          },
        },
        doc: 'Every reason found, at least one.',
      },
    ],
  },
  'karat.command.ReleaseOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ReleaseOrder',
    doc: 'The operator who holds the order gives it back.',
    fields: [],
  },
  'karat.command.RetryPricing': {
    type: 'record',
    namespace: 'karat.command',
    name: 'RetryPricing',
    doc: 'Asks for a price again after pricing failed.',
    fields: [],
  },
  'karat.command.ShipOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ShipOrder',
    doc: 'Logistics hands the parcel to the carrier.',
    fields: [
      {
        name: 'carrier',
        type: 'string',
        doc: 'Carrier code.',
      },
      {
        name: 'trackingNumber',
        type: 'string',
        doc: 'Number under which the carrier tracks the parcel.',
      },
    ],
  },
  'karat.command.StartPackaging': {
    type: 'record',
    namespace: 'karat.command',
    name: 'StartPackaging',
    doc: 'Logistics begins to pack the order.',
    fields: [],
  },
  'karat.command.SubmitOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'SubmitOrder',
    doc: 'Asks for a price; carries the promise made to the customer.',
    fields: [
      {
        name: 'rush',
        type: 'boolean',
        doc: 'Whether the customer pays for a shorter promise.',
      },
      {
        name: 'dueAt',
        type: 'long',
        doc: 'The promised time of shipping, epoch milliseconds UTC.',
      },
      {
        name: 'policyVersion',
        type: 'string',
        doc: 'Version of the due-date policy that made the promise.',
      },
    ],
  },
  'karat.event.ManufacturingApproved': {
    type: 'record',
    namespace: 'karat.event',
    name: 'ManufacturingApproved',
    doc: 'The order may be manufactured.',
    fields: [
      {
        name: 'paymentReference',
        type: ['null', 'string'],
        doc: 'Reference of the payment; null where the seller is billed.',
        default: null,
      },
    ],
  },
  'karat.event.ManufacturingCompleted': {
    type: 'record',
    namespace: 'karat.event',
    name: 'ManufacturingCompleted',
    doc: 'The pieces are finished.',
    fields: [
      {
        name: 'operatorId',
        type: 'string',
        doc: 'The operator who finished them.',
      },
      {
        name: 'rewardMinor',
        type: 'long',
        doc: 'Reward of the operator in minor units.',
      },
      {
        name: 'currency',
        type: 'string',
        doc: 'ISO 4217 code of the reward.',
      },
      {
        name: 'rewardTariffVersion',
        type: 'string',
        doc: 'Version of the reward tariff that was applied.',
      },
    ],
  },
  'karat.event.ModelAttached': {
    type: 'record',
    namespace: 'karat.event',
    name: 'ModelAttached',
    doc: 'A piece has a 3D model; a price given before no longer holds.',
    fields: [
      {
        name: 'itemId',
        type: 'string',
        doc: 'The piece.',
      },
      {
        name: 'modelSha256',
        type: 'string',
        doc: 'SHA-256 of the model, lower-case hex.',
      },
      {
        name: 'modelFormat',
        type: 'string',
        doc: 'Format as sniffed from the bytes, e.g. STL.',
      },
      {
        name: 'modelBytes',
        type: 'long',
        doc: 'Size of the model in bytes.',
      },
    ],
  },
  'karat.event.OrderCancelled': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderCancelled',
    doc: 'The order is cancelled.',
    fields: [
      {
        name: 'reason',
        type: 'string',
        doc: 'Machine-readable reason of the cancellation.',
      },
      {
        name: 'refundOwed',
        type: 'boolean',
        doc: 'Whether the customer had approved and is owed a refund.',
      },
    ],
  },
  'karat.event.OrderClaimed': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderClaimed',
    doc: 'An operator took the order into work.',
    fields: [
      {
        name: 'operatorId',
        type: 'string',
        doc: 'The operator.',
      },
    ],
  },
  'karat.event.OrderClosed': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderClosed',
    doc: 'The order is done.',
    fields: [],
  },
  'karat.event.OrderInitiated': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderInitiated',
    doc: 'An order exists.',
    fields: [
      {
        name: 'sellerId',
        type: ['null', 'string'],
        doc: 'The seller whose customer orders; null for a customer of the storefront itself.',
        default: null,
      },
      {
        name: 'sellerOrderRef',
        type: ['null', 'string'],
        doc: "The seller's own reference of the order.",
        default: null,
      },
      {
        name: 'customerId',
        type: ['null', 'string'],
        doc: 'Pseudonymous customer identifier of the storefront.',
        default: null,
      },
      {
        name: 'customer',
        type: 'bytes',
        doc: 'Personal data: name, mail, phone and address as JSON, sealed with the key of the order.',
      },
      {
        name: 'items',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'OrderItem',
            doc: 'One piece of an order: what is made, of what, how often.',
            fields: [
              {
                name: 'itemId',
                type: 'string',
                doc: 'Identifier of the piece within its order.',
              },
              {
                name: 'quantity',
                type: 'int',
                doc: 'How many of it, 1 to 999.',
              },
              {
                name: 'material',
                type: 'string',
                doc: 'Material code of the tariff, e.g. silver-925.',
              },
              {
                name: 'finish',
                type: 'string',
                doc: 'Finish code of the tariff, e.g. polished.',
              },
              {
                name: 'modelSha256',
                type: ['null', 'string'],
                doc: 'SHA-256 of the attached 3D model in lower-case hex; null until one is attached.',
                default: null,
              },
              {
                name: 'modelFormat',
                type: ['null', 'string'],
                doc: 'Format of the model as sniffed from its bytes, e.g. STL; null without a model.',
                default: null,
              },
              {
                name: 'modelBytes',
                type: ['null', 'long'],
                doc: 'Size of the model in bytes; null without a model.',
                default: null,
              },
            ],
          },
        },
        doc: 'The pieces, at least one.',
      },
    ],
  },
  'karat.event.OrderReleased': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderReleased',
    doc: 'The order waits for an operator again.',
    fields: [
      {
        name: 'operatorId',
        type: 'string',
        doc: 'The operator who gave it back.',
      },
    ],
  },
  'karat.event.OrderShipped': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderShipped',
    doc: 'The parcel is with the carrier.',
    fields: [
      {
        name: 'carrier',
        type: 'string',
        doc: 'Carrier code.',
      },
      {
        name: 'trackingNumber',
        type: 'string',
        doc: 'Number under which the carrier tracks the parcel.',
      },
    ],
  },
  'karat.event.OrderSubmitted': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderSubmitted',
    doc: 'A price was asked for.',
    fields: [
      {
        name: 'submissionNo',
        type: 'int',
        doc: 'Number of this submission of the order, from 1.',
      },
      {
        name: 'rush',
        type: 'boolean',
        doc: 'Whether the customer pays for a shorter promise.',
      },
      {
        name: 'dueAt',
        type: 'long',
        doc: 'The promised time of shipping, epoch milliseconds UTC.',
      },
      {
        name: 'policyVersion',
        type: 'string',
        doc: 'Version of the due-date policy that made the promise.',
      },
      {
        name: 'items',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'OrderItem',
            doc: 'One piece of an order: what is made, of what, how often.',
            fields: [
              {
                name: 'itemId',
                type: 'string',
                doc: 'Identifier of the piece within its order.',
              },
              {
                name: 'quantity',
                type: 'int',
                doc: 'How many of it, 1 to 999.',
              },
              {
                name: 'material',
                type: 'string',
                doc: 'Material code of the tariff, e.g. silver-925.',
              },
              {
                name: 'finish',
                type: 'string',
                doc: 'Finish code of the tariff, e.g. polished.',
              },
              {
                name: 'modelSha256',
                type: ['null', 'string'],
                doc: 'SHA-256 of the attached 3D model in lower-case hex; null until one is attached.',
                default: null,
              },
              {
                name: 'modelFormat',
                type: ['null', 'string'],
                doc: 'Format of the model as sniffed from its bytes, e.g. STL; null without a model.',
                default: null,
              },
              {
                name: 'modelBytes',
                type: ['null', 'long'],
                doc: 'Size of the model in bytes; null without a model.',
                default: null,
              },
            ],
          },
        },
        doc: 'The pieces as submitted, each with its model.',
      },
    ],
  },
  'karat.event.PackagingStarted': {
    type: 'record',
    namespace: 'karat.event',
    name: 'PackagingStarted',
    doc: 'The order is being packed.',
    fields: [],
  },
  'karat.event.PriceCalculated': {
    type: 'record',
    namespace: 'karat.event',
    name: 'PriceCalculated',
    doc: 'The submission has a price.',
    fields: [
      {
        name: 'submissionNo',
        type: 'int',
        doc: 'The submission that was priced, from 1.',
      },
      {
        name: 'items',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'PricedItem',
            doc: 'The geometry and price of one piece, with every figure the price was made of.',
            fields: [
              {
                name: 'itemId',
                type: 'string',
                doc: 'The piece.',
              },
              {
                name: 'modelSha256',
                type: 'string',
                doc: 'SHA-256 of the model that was measured, lower-case hex.',
              },
              {
                name: 'volumeMm3',
                type: 'double',
                doc: 'Enclosed volume in cubic millimetres.',
              },
              {
                name: 'areaMm2',
                type: 'double',
                doc: 'Surface in square millimetres.',
              },
              {
                name: 'boundingBoxMm',
                type: {
                  type: 'record',
                  namespace: 'karat.order',
                  name: 'BoundingBox',
                  doc: 'Extent of a mesh along its own axes.',
                  fields: [
                    {
                      name: 'x',
                      type: 'double',
                      doc: 'Extent in millimetres.',
                    },
                    {
                      name: 'y',
                      type: 'double',
                      doc: 'Extent in millimetres.',
                    },
                    {
                      name: 'z',
                      type: 'double',
                      doc: 'Extent in millimetres.',
                    },
                  ],
                },
                doc: 'Extent in millimetres.',
              },
              {
                name: 'triangles',
                type: 'int',
                doc: 'Number of triangles.',
              },
              {
                name: 'material',
                type: 'string',
                doc: 'Material code that was priced.',
              },
              {
                name: 'finish',
                type: 'string',
                doc: 'Finish code that was priced.',
              },
              {
                name: 'quantity',
                type: 'int',
                doc: 'Pieces that were priced.',
              },
              {
                name: 'metalMassMg',
                type: 'long',
                doc: 'Metal of one piece with casting loss, milligrams.',
              },
              {
                name: 'machineTimeMs',
                type: 'long',
                doc: 'Printer time of all pieces, milliseconds.',
              },
              {
                name: 'parts',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    namespace: 'karat.order',
                    name: 'PricePart',
                    doc: 'One addend of a price.',
                    fields: [
                      {
                        name: 'code',
                        type: 'string',
                        doc: 'What is charged, a code of the tariff, e.g. metal or setup.',
                      },
                      {
                        name: 'amountMinor',
                        type: 'long',
                        doc: 'Amount in minor units of the currency of the price.',
                      },
                    ],
                  },
                },
                doc: 'The addends; they sum to amountMinor.',
              },
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Price of all pieces of this item in minor units.',
              },
            ],
          },
        },
        doc: 'Geometry and price of each piece.',
      },
      {
        name: 'totalMinor',
        type: 'long',
        doc: 'Sum of the items in minor units.',
      },
      {
        name: 'currency',
        type: 'string',
        doc: 'ISO 4217 code of all amounts.',
      },
      {
        name: 'tariffVersion',
        type: 'string',
        doc: 'Version of the tariff that was applied.',
      },
      {
        name: 'metalPricesVersion',
        type: 'string',
        doc: 'Version of the metal price snapshot that was applied.',
      },
      {
        name: 'estimatedWorkMs',
        type: 'long',
        doc: 'Estimated time from start of manufacturing to packed, milliseconds.',
      },
      {
        name: 'validUntil',
        type: 'long',
        doc: 'Until when the price may be approved, epoch milliseconds UTC.',
      },
    ],
  },
  'karat.event.PricingFailed': {
    type: 'record',
    namespace: 'karat.event',
    name: 'PricingFailed',
    doc: 'The submission could not be priced.',
    fields: [
      {
        name: 'submissionNo',
        type: 'int',
        doc: 'The submission that was examined, from 1.',
      },
      {
        name: 'reasons',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'PricingReason',
            doc: 'Why a price could not be given.',
            fields: [
              {
                name: 'itemId',
                type: ['null', 'string'],
                doc: 'The piece; null when the whole order is meant.',
                default: null,
              },
              {
                name: 'code',
                type: 'string',
                doc: 'Machine-readable reason, e.g. truncated, open-edge, storage-unavailable.',
              },
              {
                name: 'detail',
                type: 'string',
                doc: 'What was expected and what was found.',
              },
              {
                name: 'retriable',
                type: 'boolean',
                doc: 'Whether the same model may succeed later.',
              },
            ],
          },
        },
        doc: 'Every reason found, at least one.',
      },
    ],
  },
  'karat.receipt.CommandReceipt': {
    type: 'record',
    namespace: 'karat.receipt',
    name: 'CommandReceipt',
    doc: 'The outcome of one command, written in the transaction of its events.',
    fields: [
      {
        name: 'commandType',
        type: 'string',
        doc: 'Name of the command.',
      },
      {
        name: 'outcome',
        type: {
          type: 'enum',
          namespace: 'karat.receipt',
          name: 'CommandOutcome',
          doc: 'What became of a command.',
          symbols: ['ACCEPTED', 'NO_CHANGE', 'REFUSED'],
        },
        doc: 'What became of it.',
      },
      {
        name: 'repeated',
        type: 'boolean',
        doc: 'Whether this answers a repetition of a command decided before.',
      },
      {
        name: 'commandOffset',
        type: 'long',
        doc: 'Offset of the command in the partition of the order.',
      },
      {
        name: 'version',
        type: 'int',
        doc: 'Version of the order after the command; 0 where there is no order.',
      },
      {
        name: 'status',
        type: [
          'null',
          {
            type: 'enum',
            namespace: 'karat.order',
            name: 'OrderStatus',
            doc: 'Where an order stands; the only status names, everywhere.',
            symbols: [
              'INITIATED',
              'SUBMITTED',
              'PRICING_FAILED',
              'PRICE_CALCULATED',
              'MANUFACTURING_APPROVED',
              'MANUFACTURING_STARTED',
              'MANUFACTURING_COMPLETED',
              'PACKAGING',
              'SHIPPED',
              'CLOSED',
              'CANCELLED',
              'RETURNED',
            ],
          },
        ],
        doc: 'Status of the order after the command; null where there is no order.',
        default: null,
      },
      {
        name: 'eventIds',
        type: {
          type: 'array',
          items: 'string',
        },
        doc: 'Identifiers of the events written for the command, in order.',
      },
      {
        name: 'decidedAt',
        type: 'long',
        doc: 'When it was decided, epoch milliseconds UTC.',
      },
      {
        name: 'refusal',
        type: [
          'null',
          {
            type: 'record',
            namespace: 'karat.order',
            name: 'Refusal',
            doc: 'Why a command was refused.',
            fields: [
              {
                name: 'reason',
                type: 'string',
                doc: 'A refusal reason of the domain, e.g. illegal-transition.',
              },
              {
                name: 'detail',
                type: 'string',
                doc: 'What was expected and what was found.',
              },
              {
                name: 'currentVersion',
                type: ['null', 'int'],
                doc: 'Version of the order where the command expected another; else null.',
                default: null,
              },
              {
                name: 'allowedTransitions',
                type: {
                  type: 'array',
                  items: 'string',
                },
                doc: 'Commands that the order would accept now.',
                default: [],
              },
              {
                name: 'claimedBy',
                type: ['null', 'string'],
                doc: 'Operator who holds the order, for already-claimed; else null.',
                default: null,
              },
              {
                name: 'claimedAt',
                type: ['null', 'long'],
                doc: 'When that operator claimed it, epoch milliseconds UTC. Null unless already-claimed.',
                default: null,
              },
            ],
          },
        ],
        doc: 'The reason; null unless refused.',
        default: null,
      },
    ],
  },
  'karat.state.OrderSnapshot': {
    type: 'record',
    namespace: 'karat.state',
    name: 'OrderSnapshot',
    doc: 'The changelog record of one order: its state and the commands it remembers.',
    fields: [
      {
        name: 'incarnation',
        type: 'string',
        doc: 'Incarnation of the log that this was folded from.',
      },
      {
        name: 'evolveHash',
        type: 'string',
        doc: 'Version of evolve that folded it; another version folds anew.',
      },
      {
        name: 'state',
        type: [
          'null',
          {
            type: 'record',
            namespace: 'karat.state',
            name: 'OrderState',
            doc: 'What the writer needs to know of an order to decide its next command.',
            fields: [
              {
                name: 'orderId',
                type: 'string',
                doc: 'The order.',
              },
              {
                name: 'version',
                type: 'int',
                doc: 'Number of events of the order.',
              },
              {
                name: 'status',
                type: {
                  type: 'enum',
                  namespace: 'karat.order',
                  name: 'OrderStatus',
                  doc: 'Where an order stands; the only status names, everywhere.',
                  symbols: [
                    'INITIATED',
                    'SUBMITTED',
                    'PRICING_FAILED',
                    'PRICE_CALCULATED',
                    'MANUFACTURING_APPROVED',
                    'MANUFACTURING_STARTED',
                    'MANUFACTURING_COMPLETED',
                    'PACKAGING',
                    'SHIPPED',
                    'CLOSED',
                    'CANCELLED',
                    'RETURNED',
                  ],
                },
                doc: 'Status of the order.',
              },
              {
                name: 'sellerId',
                type: ['null', 'string'],
                doc: 'Seller of the order.',
                default: null,
              },
              {
                name: 'items',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    namespace: 'karat.order',
                    name: 'OrderItem',
                    doc: 'One piece of an order: what is made, of what, how often.',
                    fields: [
                      {
                        name: 'itemId',
                        type: 'string',
                        doc: 'Identifier of the piece within its order.',
                      },
                      {
                        name: 'quantity',
                        type: 'int',
                        doc: 'How many of it, 1 to 999.',
                      },
                      {
                        name: 'material',
                        type: 'string',
                        doc: 'Material code of the tariff, e.g. silver-925.',
                      },
                      {
                        name: 'finish',
                        type: 'string',
                        doc: 'Finish code of the tariff, e.g. polished.',
                      },
                      {
                        name: 'modelSha256',
                        type: ['null', 'string'],
                        doc: 'SHA-256 of the attached 3D model in lower-case hex; null until one is attached.',
                        default: null,
                      },
                      {
                        name: 'modelFormat',
                        type: ['null', 'string'],
                        doc: 'Format of the model as sniffed from its bytes, e.g. STL; null without a model.',
                        default: null,
                      },
                      {
                        name: 'modelBytes',
                        type: ['null', 'long'],
                        doc: 'Size of the model in bytes; null without a model.',
                        default: null,
                      },
                    ],
                  },
                },
                doc: 'The pieces.',
              },
              {
                name: 'submissionNo',
                type: 'int',
                doc: 'Number of submissions so far.',
              },
              {
                name: 'submission',
                type: [
                  'null',
                  {
                    type: 'record',
                    namespace: 'karat.state',
                    name: 'DuePromise',
                    doc: 'What was promised at submission.',
                    fields: [
                      {
                        name: 'rush',
                        type: 'boolean',
                        doc: 'Whether rush was paid for.',
                      },
                      {
                        name: 'dueAt',
                        type: 'long',
                        doc: 'When it is promised, epoch milliseconds UTC.',
                      },
                      {
                        name: 'policyVersion',
                        type: 'string',
                        doc: 'Version of the due-date policy.',
                      },
                    ],
                  },
                ],
                doc: 'The promise of the last submission.',
                default: null,
              },
              {
                name: 'price',
                type: [
                  'null',
                  {
                    type: 'record',
                    namespace: 'karat.state',
                    name: 'Price',
                    doc: 'The price that can be approved.',
                    fields: [
                      {
                        name: 'totalMinor',
                        type: 'long',
                        doc: 'Total in minor units.',
                      },
                      {
                        name: 'currency',
                        type: 'string',
                        doc: 'ISO 4217 code.',
                      },
                      {
                        name: 'validUntil',
                        type: 'long',
                        doc: 'Until when, epoch milliseconds UTC.',
                      },
                    ],
                  },
                ],
                doc: 'The price that can be approved, if any.',
                default: null,
              },
              {
                name: 'claim',
                type: [
                  'null',
                  {
                    type: 'record',
                    namespace: 'karat.state',
                    name: 'Claim',
                    doc: 'Who works on the order.',
                    fields: [
                      {
                        name: 'operatorId',
                        type: 'string',
                        doc: 'The operator.',
                      },
                      {
                        name: 'claimedAt',
                        type: 'long',
                        doc: 'Since when, epoch milliseconds UTC.',
                      },
                    ],
                  },
                ],
                doc: 'Who works on it, if anybody does.',
                default: null,
              },
              {
                name: 'lastEventAt',
                type: 'long',
                doc: 'Time of the last event, epoch milliseconds UTC.',
              },
            ],
          },
        ],
        doc: 'The state; null for an order of which only refused commands are known.',
        default: null,
      },
      {
        name: 'accepted',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.state',
            name: 'AcceptedCommand',
            doc: 'A command that the order remembers, so that a repetition is answered and not decided again.',
            fields: [
              {
                name: 'commandId',
                type: 'string',
                doc: 'The command.',
              },
              {
                name: 'bodyHash',
                type: 'string',
                doc: 'SHA-256 of its body, to tell a repetition from a reused key.',
              },
              {
                name: 'outcome',
                type: {
                  type: 'enum',
                  namespace: 'karat.receipt',
                  name: 'CommandOutcome',
                  doc: 'What became of a command.',
                  symbols: ['ACCEPTED', 'NO_CHANGE', 'REFUSED'],
                },
                doc: 'ACCEPTED or NO_CHANGE.',
              },
              {
                name: 'version',
                type: 'int',
                doc: 'Version of the order after it.',
              },
              {
                name: 'status',
                type: 'karat.order.OrderStatus',
                doc: 'Status of the order after it.',
              },
              {
                name: 'eventIds',
                type: {
                  type: 'array',
                  items: 'string',
                },
                doc: 'Events written for it.',
              },
            ],
          },
        },
        doc: 'Commands accepted so far.',
      },
      {
        name: 'refused',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.state',
            name: 'RefusedCommand',
            doc: 'A refusal that the order remembers.',
            fields: [
              {
                name: 'commandId',
                type: 'string',
                doc: 'The command.',
              },
              {
                name: 'bodyHash',
                type: 'string',
                doc: 'SHA-256 of its body.',
              },
              {
                name: 'refusal',
                type: {
                  type: 'record',
                  namespace: 'karat.order',
                  name: 'Refusal',
                  doc: 'Why a command was refused.',
                  fields: [
                    {
                      name: 'reason',
                      type: 'string',
                      doc: 'A refusal reason of the domain, e.g. illegal-transition.',
                    },
                    {
                      name: 'detail',
                      type: 'string',
                      doc: 'What was expected and what was found.',
                    },
                    {
                      name: 'currentVersion',
                      type: ['null', 'int'],
                      doc: 'Version of the order where the command expected another; else null.',
                      default: null,
                    },
                    {
                      name: 'allowedTransitions',
                      type: {
                        type: 'array',
                        items: 'string',
                      },
                      doc: 'Commands that the order would accept now.',
                      default: [],
                    },
                    {
                      name: 'claimedBy',
                      type: ['null', 'string'],
                      doc: 'Operator who holds the order, for already-claimed; else null.',
                      default: null,
                    },
                    {
                      name: 'claimedAt',
                      type: ['null', 'long'],
                      doc: 'When that operator claimed it, epoch milliseconds UTC. Null unless already-claimed.',
                      default: null,
                    },
                  ],
                },
                doc: 'The reason given.',
              },
            ],
          },
        },
        doc: 'The last refusals, at most 32.',
      },
    ],
  },
  'karat.state.WriterPosition': {
    type: 'record',
    namespace: 'karat.state',
    name: 'WriterPosition',
    doc: 'How far the writer of a partition has decided.',
    fields: [
      {
        name: 'incarnation',
        type: 'string',
        doc: 'Incarnation of the log.',
      },
      {
        name: 'commandOffset',
        type: 'long',
        doc: 'Offset of the last decided command.',
      },
      {
        name: 'writerEpoch',
        type: 'long',
        doc: 'Number of the writer that decided it, one more than its predecessor.',
      },
      {
        name: 'evolveHash',
        type: 'string',
        doc: 'Version of evolve of that writer.',
      },
    ],
  },
} as const;
