// Generated from avro/*.avsc by `npm run generate`; a test fails when it is not up to date.

/** The schema of every record written to Kafka, self-contained, by full name. */
export const AVRO_SCHEMAS = {
  'karat.command.AddNote': {
    type: 'record',
    namespace: 'karat.command',
    name: 'AddNote',
    doc: 'Adds a note to the order.',
    fields: [
      {
        name: 'text',
        type: 'bytes',
        doc: 'The note, sealed with the key of the order because it may name persons.',
        personal: true,
      },
    ],
  },
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
  'karat.command.AssignOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'AssignOrder',
    doc: 'A supervisor reserves the order for one operator.',
    fields: [
      {
        name: 'operatorId',
        type: 'string',
        doc: 'The only operator who may claim it.',
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
      {
        name: 'modelOwner',
        type: ['null', 'string'],
        doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
        default: null,
        optional: true,
      },
      {
        name: 'modelUnit',
        type: ['null', 'string'],
        doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
        default: null,
        optional: true,
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
  'karat.command.ChangeDueDate': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ChangeDueDate',
    doc: 'CRM promises another date.',
    fields: [
      {
        name: 'dueAt',
        type: 'long',
        doc: 'The new promised time of shipping, epoch milliseconds UTC.',
      },
      {
        name: 'reason',
        type: 'string',
        doc: 'Machine-readable reason of the change, lower-case words.',
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
  'karat.command.ErasePersonalData': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ErasePersonalData',
    doc: 'Erases the personal data of an order that is over.',
    fields: [
      {
        name: 'reason',
        type: 'string',
        doc: 'Machine-readable reason of the erasure, lower-case words.',
      },
    ],
  },
  'karat.command.FlagOverdue': {
    type: 'record',
    namespace: 'karat.command',
    name: 'FlagOverdue',
    doc: 'The deadlines service found that the promised date has passed.',
    fields: [
      {
        name: 'dueAt',
        type: 'long',
        doc: 'The promise that was found broken, epoch milliseconds UTC.',
      },
    ],
  },
  'karat.command.FlagStuck': {
    type: 'record',
    namespace: 'karat.command',
    name: 'FlagStuck',
    doc: 'The deadlines service found an order longer in its status than allowed.',
    fields: [
      {
        name: 'status',
        type: 'string',
        doc: 'The status it is stuck in, a name of OrderStatus. A string, so that events kept for ever can meet a new status.',
      },
      {
        name: 'allowanceMs',
        type: 'long',
        doc: 'How long an order may stay in it, milliseconds.',
      },
    ],
  },
  'karat.command.HandOverOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'HandOverOrder',
    doc: 'A supervisor gives an order in work to another operator.',
    fields: [
      {
        name: 'operatorId',
        type: 'string',
        doc: 'The operator who goes on with it.',
      },
    ],
  },
  'karat.command.ImportOrder': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ImportOrder',
    doc: 'Takes over an order of another system as it stands, with its times and history.',
    fields: [
      {
        name: 'legacyRef',
        type: 'string',
        doc: 'Identifier of the order in the system it comes from.',
      },
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
        personal: true,
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
              {
                name: 'modelOwner',
                type: ['null', 'string'],
                doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
                default: null,
                optional: true,
              },
              {
                name: 'modelUnit',
                type: ['null', 'string'],
                doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
                default: null,
                optional: true,
              },
              {
                name: 'stones',
                type: 'int',
                doc: 'Stones to be set in each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
              {
                name: 'engravedLetters',
                type: 'int',
                doc: 'Letters to be engraved on each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
            ],
          },
        },
        doc: 'The pieces, at least one.',
      },
      {
        name: 'status',
        type: 'string',
        doc: 'Where the order stands, a name of OrderStatus. A string, so that events kept for ever can meet a new status.',
      },
      {
        name: 'createdAt',
        type: 'long',
        doc: 'When the order began, epoch milliseconds UTC.',
      },
      {
        name: 'statusSince',
        type: 'long',
        doc: 'Since when it has its status, epoch milliseconds UTC.',
      },
      {
        name: 'rush',
        type: 'boolean',
        doc: 'Whether the customer pays for a shorter promise.',
      },
      {
        name: 'dueAt',
        type: ['null', 'long'],
        doc: 'The promised time of shipping, epoch milliseconds UTC; null where none was promised.',
        default: null,
      },
      {
        name: 'estimatedWorkMs',
        type: ['null', 'long'],
        doc: 'Estimated time from start of manufacturing to packed, milliseconds; null before a price.',
        default: null,
      },
      {
        name: 'totalMinor',
        type: ['null', 'long'],
        doc: 'The price in minor units; null before a price.',
        default: null,
      },
      {
        name: 'currency',
        type: ['null', 'string'],
        doc: 'ISO 4217 code of the price and the reward; null before a price.',
        default: null,
      },
      {
        name: 'validUntil',
        type: ['null', 'long'],
        doc: 'Until when the price may be approved, epoch milliseconds UTC; null when it cannot be.',
        default: null,
      },
      {
        name: 'paymentReference',
        type: ['null', 'string'],
        doc: 'Reference of the payment; null where there is none.',
        default: null,
      },
      {
        name: 'operatorId',
        type: ['null', 'string'],
        doc: 'The operator who works on it or has finished it; null when nobody has.',
        default: null,
      },
      {
        name: 'rewardMinor',
        type: ['null', 'long'],
        doc: 'Reward that the operator has earned, in minor units; null when none was.',
        default: null,
      },
      {
        name: 'carrier',
        type: ['null', 'string'],
        doc: 'Carrier code; null before it was shipped.',
        default: null,
      },
      {
        name: 'trackingNumber',
        type: ['null', 'string'],
        doc: 'Number under which the carrier tracks the parcel; null before it was shipped.',
        default: null,
      },
      {
        name: 'history',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'ImportedStep',
            doc: 'A step that an order took in the system it was imported from.',
            fields: [
              {
                name: 'status',
                type: 'string',
                doc: 'The status it reached, a name of OrderStatus. A string, so that events kept for ever can meet a new status.',
              },
              {
                name: 'at',
                type: 'long',
                doc: 'When, epoch milliseconds UTC.',
              },
              {
                name: 'actorId',
                type: ['null', 'string'],
                doc: 'Pseudonymous identifier of who did it; null when it is not known.',
                default: null,
              },
            ],
          },
        },
        doc: 'The steps it took before, oldest first.',
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
        personal: true,
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
              {
                name: 'modelOwner',
                type: ['null', 'string'],
                doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
                default: null,
                optional: true,
              },
              {
                name: 'modelUnit',
                type: ['null', 'string'],
                doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
                default: null,
                optional: true,
              },
              {
                name: 'stones',
                type: 'int',
                doc: 'Stones to be set in each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
              {
                name: 'engravedLetters',
                type: 'int',
                doc: 'Letters to be engraved on each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
            ],
          },
        },
        doc: 'The pieces, at least one.',
      },
    ],
  },
  'karat.command.RecordNotice': {
    type: 'record',
    namespace: 'karat.command',
    name: 'RecordNotice',
    doc: 'Records that the customer was sent a notice, or could not be.',
    fields: [
      {
        name: 'noticeId',
        type: 'string',
        doc: 'Identifier of the notice at its sender.',
      },
      {
        name: 'aboutEventId',
        type: 'string',
        doc: 'The event that it tells of.',
      },
      {
        name: 'channel',
        type: 'string',
        doc: 'How it was sent: email, sms or push.',
      },
      {
        name: 'template',
        type: 'string',
        doc: 'Code of the text that was sent, lower-case words.',
      },
      {
        name: 'outcome',
        type: 'string',
        doc: 'What became of it: sent or failed.',
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
              {
                name: 'solidVolumeMm3',
                type: ['null', 'double'],
                doc: 'Volume that metal is charged for, cubic millimetres: overlapping bodies count once; null in prices made before it was measured, which charged volumeMm3.',
                default: null,
                optional: true,
              },
              {
                name: 'basis',
                type: [
                  'null',
                  {
                    type: 'record',
                    namespace: 'karat.order',
                    name: 'PriceBasis',
                    doc: 'Every figure but the geometry that the price of a piece was made of: of the tariff, of the metal prices and of the order.',
                    fields: [
                      {
                        name: 'densityKgPerM3',
                        type: 'double',
                        doc: 'Density of the metal, kg/m³.',
                      },
                      {
                        name: 'castingLossBasisPoints',
                        type: 'int',
                        doc: 'Metal lost in casting and polishing, basis points (1/10 000) of the piece.',
                      },
                      {
                        name: 'metalMinorPerGram',
                        type: 'long',
                        doc: 'Price of the alloy, minor units per gram.',
                      },
                      {
                        name: 'layerMm',
                        type: 'double',
                        doc: 'Height of a printed layer, millimetres.',
                      },
                      {
                        name: 'layerMs',
                        type: 'long',
                        doc: 'Exposure and peeling of a layer, milliseconds.',
                      },
                      {
                        name: 'plateXMm',
                        type: 'double',
                        doc: 'Usable width of the plate, millimetres.',
                      },
                      {
                        name: 'plateYMm',
                        type: 'double',
                        doc: 'Usable depth of the plate, millimetres.',
                      },
                      {
                        name: 'gapMm',
                        type: 'double',
                        doc: 'Distance between two pieces on the plate, millimetres.',
                      },
                      {
                        name: 'printerMinorPerHour',
                        type: 'long',
                        doc: 'The printer, minor units per hour.',
                      },
                      {
                        name: 'resinMinorPerCm3',
                        type: 'long',
                        doc: 'Resin, minor units per cm³.',
                      },
                      {
                        name: 'castingMinor',
                        type: 'long',
                        doc: 'Casting of one piece, minor units.',
                      },
                      {
                        name: 'castingWorkMs',
                        type: 'long',
                        doc: 'Casting of the item whatever the quantity, milliseconds.',
                      },
                      {
                        name: 'finishMinorPerCm2',
                        type: 'long',
                        doc: 'Finishing, minor units per cm² of surface.',
                      },
                      {
                        name: 'finishWorkMsPerCm2',
                        type: 'long',
                        doc: 'Finishing, milliseconds of an operator per cm² of surface.',
                      },
                      {
                        name: 'setupMinor',
                        type: 'long',
                        doc: 'Preparing the item whatever the quantity, minor units.',
                      },
                      {
                        name: 'setupWorkMs',
                        type: 'long',
                        doc: 'Preparing the item whatever the quantity, milliseconds.',
                      },
                      {
                        name: 'stones',
                        type: 'int',
                        doc: 'Stones of one piece.',
                      },
                      {
                        name: 'stoneMinor',
                        type: 'long',
                        doc: 'One stone with its setting, minor units.',
                      },
                      {
                        name: 'stoneWorkMs',
                        type: 'long',
                        doc: 'Setting one stone, milliseconds of an operator.',
                      },
                      {
                        name: 'engravedLetters',
                        type: 'int',
                        doc: 'Letters engraved on one piece.',
                      },
                      {
                        name: 'letterMinor',
                        type: 'long',
                        doc: 'Engraving one letter, minor units.',
                      },
                      {
                        name: 'letterWorkMs',
                        type: 'long',
                        doc: 'Engraving one letter, milliseconds of an operator.',
                      },
                      {
                        name: 'quantityBreaks',
                        type: {
                          type: 'array',
                          items: {
                            type: 'record',
                            namespace: 'karat.order',
                            name: 'QuantityBreak',
                            doc: 'From a piece on, work on pieces costs less.',
                            fields: [
                              {
                                name: 'fromPiece',
                                type: 'int',
                                doc: 'Number of the first piece that it holds for, from 1.',
                              },
                              {
                                name: 'discountBasisPoints',
                                type: 'int',
                                doc: 'How much less work on it costs, basis points (1/10 000).',
                              },
                            ],
                          },
                        },
                        doc: 'Discounts on work by quantity, in ascending order of fromPiece.',
                      },
                      {
                        name: 'minimumMinor',
                        type: 'long',
                        doc: 'The least that the item costs before rush and mark-up, minor units.',
                      },
                      {
                        name: 'rushBasisPoints',
                        type: 'int',
                        doc: 'Surcharge for a shorter promise, basis points; 0 when it was no rush.',
                      },
                      {
                        name: 'markupBasisPoints',
                        type: 'int',
                        doc: "The seller's mark-up, basis points; 0 when there is none.",
                      },
                    ],
                  },
                ],
                doc: 'What the price was made of besides the geometry; null in prices made before it was recorded.',
                default: null,
                optional: true,
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
      {
        name: 'warnings',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'PricingWarning',
            doc: 'What somebody should look at although the price stands.',
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
                doc: 'Machine-readable reason, e.g. implausible-size, degenerate.',
              },
              {
                name: 'detail',
                type: 'string',
                doc: 'What was found, and where.',
              },
            ],
          },
        },
        doc: 'What somebody should look at although the price stands; empty as a rule.',
        default: [],
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
    doc: 'The operator who holds the order, or a supervisor, gives it back.',
    fields: [],
  },
  'karat.command.RemoveModel': {
    type: 'record',
    namespace: 'karat.command',
    name: 'RemoveModel',
    doc: 'Takes the 3D model off a piece.',
    fields: [
      {
        name: 'itemId',
        type: 'string',
        doc: 'The piece.',
      },
    ],
  },
  'karat.command.ReportDefect': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ReportDefect',
    doc: 'Operator or logistics found a piece that has to be made again.',
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
        doc: 'Machine-readable kind of defect in lower-case words, e.g. casting-porosity.',
      },
      {
        name: 'description',
        type: ['null', 'bytes'],
        doc: 'What was seen, in words, sealed with the key of the order because it may name persons; null without words.',
        default: null,
        personal: true,
      },
    ],
  },
  'karat.command.ReportReturn': {
    type: 'record',
    namespace: 'karat.command',
    name: 'ReportReturn',
    doc: 'A shipped order did not stay with the customer.',
    fields: [
      {
        name: 'kind',
        type: 'string',
        doc: 'Why it came to this: lost, refused or faulty.',
      },
      {
        name: 'resolution',
        type: 'string',
        doc: 'What the customer gets: refund or remake.',
      },
      {
        name: 'refundMinor',
        type: ['null', 'long'],
        doc: 'The refund in minor units; null for a remake.',
        default: null,
      },
      {
        name: 'currency',
        type: ['null', 'string'],
        doc: 'ISO 4217 code of the refund; null for a remake.',
        default: null,
      },
      {
        name: 'description',
        type: ['null', 'bytes'],
        doc: 'What happened, in words, sealed with the key of the order because it may name persons; null without words.',
        default: null,
        personal: true,
      },
    ],
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
  'karat.event.DefectReported': {
    type: 'record',
    namespace: 'karat.event',
    name: 'DefectReported',
    doc: 'A piece has to be made again: the order waits for an operator, more urgent than before.',
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
        doc: 'Machine-readable kind of defect in lower-case words, e.g. casting-porosity.',
      },
      {
        name: 'description',
        type: ['null', 'bytes'],
        doc: 'What was seen, in words, sealed with the key of the order because it may name persons; null without words.',
        default: null,
        personal: true,
      },
      {
        name: 'defects',
        type: 'int',
        doc: 'Defects of the order so far, with this one, from 1.',
      },
      {
        name: 'operatorId',
        type: ['null', 'string'],
        doc: 'The operator who worked on it or had finished it; null when nobody had.',
        default: null,
      },
      {
        name: 'rewardTakenBackMinor',
        type: 'long',
        doc: 'Reward taken back from that operator, in minor units; 0 when none was earned.',
      },
      {
        name: 'currency',
        type: ['null', 'string'],
        doc: 'ISO 4217 code of the reward taken back; null when none was.',
        default: null,
      },
    ],
  },
  'karat.event.DueDateChanged': {
    type: 'record',
    namespace: 'karat.event',
    name: 'DueDateChanged',
    doc: 'Another date is promised.',
    fields: [
      {
        name: 'previousDueAt',
        type: 'long',
        doc: 'The promise until now, epoch milliseconds UTC.',
      },
      {
        name: 'dueAt',
        type: 'long',
        doc: 'The promise from now on, epoch milliseconds UTC.',
      },
      {
        name: 'reason',
        type: 'string',
        doc: 'Machine-readable reason of the change, lower-case words.',
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
      {
        name: 'modelOwner',
        type: ['null', 'string'],
        doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
        default: null,
        optional: true,
      },
      {
        name: 'modelUnit',
        type: ['null', 'string'],
        doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
        default: null,
        optional: true,
      },
    ],
  },
  'karat.event.ModelRemoved': {
    type: 'record',
    namespace: 'karat.event',
    name: 'ModelRemoved',
    doc: 'A piece has no 3D model any more; a price given before no longer holds.',
    fields: [
      {
        name: 'itemId',
        type: 'string',
        doc: 'The piece.',
      },
      {
        name: 'modelSha256',
        type: 'string',
        doc: 'SHA-256 of the model taken off, lower-case hex.',
      },
    ],
  },
  'karat.event.NoteAdded': {
    type: 'record',
    namespace: 'karat.event',
    name: 'NoteAdded',
    doc: 'Somebody wrote a note on the order.',
    fields: [
      {
        name: 'text',
        type: 'bytes',
        doc: 'The note, sealed with the key of the order because it may name persons.',
        personal: true,
      },
    ],
  },
  'karat.event.NoticeRecorded': {
    type: 'record',
    namespace: 'karat.event',
    name: 'NoticeRecorded',
    doc: 'The customer was sent a notice, or could not be.',
    fields: [
      {
        name: 'noticeId',
        type: 'string',
        doc: 'Identifier of the notice at its sender.',
      },
      {
        name: 'aboutEventId',
        type: 'string',
        doc: 'The event that it tells of.',
      },
      {
        name: 'channel',
        type: 'string',
        doc: 'How it was sent: email, sms or push.',
      },
      {
        name: 'template',
        type: 'string',
        doc: 'Code of the text that was sent, lower-case words.',
      },
      {
        name: 'outcome',
        type: 'string',
        doc: 'What became of it: sent or failed.',
      },
    ],
  },
  'karat.event.OrderAssigned': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderAssigned',
    doc: 'Only one operator may claim the order.',
    fields: [
      {
        name: 'operatorId',
        type: 'string',
        doc: 'That operator.',
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
  'karat.event.OrderHandedOver': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderHandedOver',
    doc: 'Another operator goes on with the order.',
    fields: [
      {
        name: 'fromOperatorId',
        type: 'string',
        doc: 'The operator who worked on it until now.',
      },
      {
        name: 'operatorId',
        type: 'string',
        doc: 'The operator who works on it from now on.',
      },
    ],
  },
  'karat.event.OrderImported': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderImported',
    doc: 'An order of another system exists here, as it stood there.',
    fields: [
      {
        name: 'legacyRef',
        type: 'string',
        doc: 'Identifier of the order in the system it comes from.',
      },
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
        personal: true,
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
              {
                name: 'modelOwner',
                type: ['null', 'string'],
                doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
                default: null,
                optional: true,
              },
              {
                name: 'modelUnit',
                type: ['null', 'string'],
                doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
                default: null,
                optional: true,
              },
              {
                name: 'stones',
                type: 'int',
                doc: 'Stones to be set in each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
              {
                name: 'engravedLetters',
                type: 'int',
                doc: 'Letters to be engraved on each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
            ],
          },
        },
        doc: 'The pieces, at least one.',
      },
      {
        name: 'status',
        type: 'string',
        doc: 'Where the order stands, a name of OrderStatus. A string, so that events kept for ever can meet a new status.',
      },
      {
        name: 'createdAt',
        type: 'long',
        doc: 'When the order began, epoch milliseconds UTC.',
      },
      {
        name: 'statusSince',
        type: 'long',
        doc: 'Since when it has its status, epoch milliseconds UTC.',
      },
      {
        name: 'rush',
        type: 'boolean',
        doc: 'Whether the customer pays for a shorter promise.',
      },
      {
        name: 'dueAt',
        type: ['null', 'long'],
        doc: 'The promised time of shipping, epoch milliseconds UTC; null where none was promised.',
        default: null,
      },
      {
        name: 'estimatedWorkMs',
        type: ['null', 'long'],
        doc: 'Estimated time from start of manufacturing to packed, milliseconds; null before a price.',
        default: null,
      },
      {
        name: 'totalMinor',
        type: ['null', 'long'],
        doc: 'The price in minor units; null before a price.',
        default: null,
      },
      {
        name: 'currency',
        type: ['null', 'string'],
        doc: 'ISO 4217 code of the price and the reward; null before a price.',
        default: null,
      },
      {
        name: 'validUntil',
        type: ['null', 'long'],
        doc: 'Until when the price may be approved, epoch milliseconds UTC; null when it cannot be.',
        default: null,
      },
      {
        name: 'paymentReference',
        type: ['null', 'string'],
        doc: 'Reference of the payment; null where there is none.',
        default: null,
      },
      {
        name: 'operatorId',
        type: ['null', 'string'],
        doc: 'The operator who works on it or has finished it; null when nobody has.',
        default: null,
      },
      {
        name: 'rewardMinor',
        type: ['null', 'long'],
        doc: 'Reward that the operator has earned, in minor units; null when none was.',
        default: null,
      },
      {
        name: 'carrier',
        type: ['null', 'string'],
        doc: 'Carrier code; null before it was shipped.',
        default: null,
      },
      {
        name: 'trackingNumber',
        type: ['null', 'string'],
        doc: 'Number under which the carrier tracks the parcel; null before it was shipped.',
        default: null,
      },
      {
        name: 'history',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'ImportedStep',
            doc: 'A step that an order took in the system it was imported from.',
            fields: [
              {
                name: 'status',
                type: 'string',
                doc: 'The status it reached, a name of OrderStatus. A string, so that events kept for ever can meet a new status.',
              },
              {
                name: 'at',
                type: 'long',
                doc: 'When, epoch milliseconds UTC.',
              },
              {
                name: 'actorId',
                type: ['null', 'string'],
                doc: 'Pseudonymous identifier of who did it; null when it is not known.',
                default: null,
              },
            ],
          },
        },
        doc: 'The steps it took before, oldest first.',
      },
    ],
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
        personal: true,
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
              {
                name: 'modelOwner',
                type: ['null', 'string'],
                doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
                default: null,
                optional: true,
              },
              {
                name: 'modelUnit',
                type: ['null', 'string'],
                doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
                default: null,
                optional: true,
              },
              {
                name: 'stones',
                type: 'int',
                doc: 'Stones to be set in each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
              {
                name: 'engravedLetters',
                type: 'int',
                doc: 'Letters to be engraved on each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
            ],
          },
        },
        doc: 'The pieces, at least one.',
      },
    ],
  },
  'karat.event.OrderOverdue': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderOverdue',
    doc: 'The promised date has passed and the order is not shipped.',
    fields: [
      {
        name: 'dueAt',
        type: 'long',
        doc: 'The broken promise, epoch milliseconds UTC.',
      },
      {
        name: 'lateMs',
        type: 'long',
        doc: 'How long after it this was decided, milliseconds.',
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
  'karat.event.OrderReturned': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderReturned',
    doc: 'A shipped order did not stay with the customer.',
    fields: [
      {
        name: 'kind',
        type: 'string',
        doc: 'Why it came to this: lost, refused or faulty.',
      },
      {
        name: 'resolution',
        type: 'string',
        doc: 'What the customer gets: refund or remake.',
      },
      {
        name: 'refundMinor',
        type: ['null', 'long'],
        doc: 'The refund in minor units; null for a remake.',
        default: null,
      },
      {
        name: 'currency',
        type: ['null', 'string'],
        doc: 'ISO 4217 code of the refund; null for a remake.',
        default: null,
      },
      {
        name: 'description',
        type: ['null', 'bytes'],
        doc: 'What happened, in words, sealed with the key of the order because it may name persons; null without words.',
        default: null,
        personal: true,
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
  'karat.event.OrderStuck': {
    type: 'record',
    namespace: 'karat.event',
    name: 'OrderStuck',
    doc: 'The order has been in its status for longer than allowed.',
    fields: [
      {
        name: 'status',
        type: 'string',
        doc: 'The status it is stuck in, a name of OrderStatus. A string, so that events kept for ever can meet a new status.',
      },
      {
        name: 'allowanceMs',
        type: 'long',
        doc: 'How long an order may stay in it, milliseconds.',
      },
      {
        name: 'waitedMs',
        type: 'long',
        doc: 'How long it had been in it when this was decided, milliseconds.',
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
              {
                name: 'modelOwner',
                type: ['null', 'string'],
                doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
                default: null,
                optional: true,
              },
              {
                name: 'modelUnit',
                type: ['null', 'string'],
                doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
                default: null,
                optional: true,
              },
              {
                name: 'stones',
                type: 'int',
                doc: 'Stones to be set in each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
              {
                name: 'engravedLetters',
                type: 'int',
                doc: 'Letters to be engraved on each piece, 0 to 999.',
                default: 0,
                optional: true,
              },
            ],
          },
        },
        doc: 'The pieces as submitted, each with its model.',
      },
      {
        name: 'sellerId',
        type: ['null', 'string'],
        doc: 'Seller of the order, whose mark-up applies; null when it has none, and in events written before it was told.',
        default: null,
        optional: true,
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
  'karat.event.PersonalDataErased': {
    type: 'record',
    namespace: 'karat.event',
    name: 'PersonalDataErased',
    doc: 'The key of the personal data of the order is to be destroyed; the log stays.',
    fields: [
      {
        name: 'reason',
        type: 'string',
        doc: 'Machine-readable reason of the erasure, lower-case words.',
      },
    ],
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
              {
                name: 'solidVolumeMm3',
                type: ['null', 'double'],
                doc: 'Volume that metal is charged for, cubic millimetres: overlapping bodies count once; null in prices made before it was measured, which charged volumeMm3.',
                default: null,
                optional: true,
              },
              {
                name: 'basis',
                type: [
                  'null',
                  {
                    type: 'record',
                    namespace: 'karat.order',
                    name: 'PriceBasis',
                    doc: 'Every figure but the geometry that the price of a piece was made of: of the tariff, of the metal prices and of the order.',
                    fields: [
                      {
                        name: 'densityKgPerM3',
                        type: 'double',
                        doc: 'Density of the metal, kg/m³.',
                      },
                      {
                        name: 'castingLossBasisPoints',
                        type: 'int',
                        doc: 'Metal lost in casting and polishing, basis points (1/10 000) of the piece.',
                      },
                      {
                        name: 'metalMinorPerGram',
                        type: 'long',
                        doc: 'Price of the alloy, minor units per gram.',
                      },
                      {
                        name: 'layerMm',
                        type: 'double',
                        doc: 'Height of a printed layer, millimetres.',
                      },
                      {
                        name: 'layerMs',
                        type: 'long',
                        doc: 'Exposure and peeling of a layer, milliseconds.',
                      },
                      {
                        name: 'plateXMm',
                        type: 'double',
                        doc: 'Usable width of the plate, millimetres.',
                      },
                      {
                        name: 'plateYMm',
                        type: 'double',
                        doc: 'Usable depth of the plate, millimetres.',
                      },
                      {
                        name: 'gapMm',
                        type: 'double',
                        doc: 'Distance between two pieces on the plate, millimetres.',
                      },
                      {
                        name: 'printerMinorPerHour',
                        type: 'long',
                        doc: 'The printer, minor units per hour.',
                      },
                      {
                        name: 'resinMinorPerCm3',
                        type: 'long',
                        doc: 'Resin, minor units per cm³.',
                      },
                      {
                        name: 'castingMinor',
                        type: 'long',
                        doc: 'Casting of one piece, minor units.',
                      },
                      {
                        name: 'castingWorkMs',
                        type: 'long',
                        doc: 'Casting of the item whatever the quantity, milliseconds.',
                      },
                      {
                        name: 'finishMinorPerCm2',
                        type: 'long',
                        doc: 'Finishing, minor units per cm² of surface.',
                      },
                      {
                        name: 'finishWorkMsPerCm2',
                        type: 'long',
                        doc: 'Finishing, milliseconds of an operator per cm² of surface.',
                      },
                      {
                        name: 'setupMinor',
                        type: 'long',
                        doc: 'Preparing the item whatever the quantity, minor units.',
                      },
                      {
                        name: 'setupWorkMs',
                        type: 'long',
                        doc: 'Preparing the item whatever the quantity, milliseconds.',
                      },
                      {
                        name: 'stones',
                        type: 'int',
                        doc: 'Stones of one piece.',
                      },
                      {
                        name: 'stoneMinor',
                        type: 'long',
                        doc: 'One stone with its setting, minor units.',
                      },
                      {
                        name: 'stoneWorkMs',
                        type: 'long',
                        doc: 'Setting one stone, milliseconds of an operator.',
                      },
                      {
                        name: 'engravedLetters',
                        type: 'int',
                        doc: 'Letters engraved on one piece.',
                      },
                      {
                        name: 'letterMinor',
                        type: 'long',
                        doc: 'Engraving one letter, minor units.',
                      },
                      {
                        name: 'letterWorkMs',
                        type: 'long',
                        doc: 'Engraving one letter, milliseconds of an operator.',
                      },
                      {
                        name: 'quantityBreaks',
                        type: {
                          type: 'array',
                          items: {
                            type: 'record',
                            namespace: 'karat.order',
                            name: 'QuantityBreak',
                            doc: 'From a piece on, work on pieces costs less.',
                            fields: [
                              {
                                name: 'fromPiece',
                                type: 'int',
                                doc: 'Number of the first piece that it holds for, from 1.',
                              },
                              {
                                name: 'discountBasisPoints',
                                type: 'int',
                                doc: 'How much less work on it costs, basis points (1/10 000).',
                              },
                            ],
                          },
                        },
                        doc: 'Discounts on work by quantity, in ascending order of fromPiece.',
                      },
                      {
                        name: 'minimumMinor',
                        type: 'long',
                        doc: 'The least that the item costs before rush and mark-up, minor units.',
                      },
                      {
                        name: 'rushBasisPoints',
                        type: 'int',
                        doc: 'Surcharge for a shorter promise, basis points; 0 when it was no rush.',
                      },
                      {
                        name: 'markupBasisPoints',
                        type: 'int',
                        doc: "The seller's mark-up, basis points; 0 when there is none.",
                      },
                    ],
                  },
                ],
                doc: 'What the price was made of besides the geometry; null in prices made before it was recorded.',
                default: null,
                optional: true,
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
      {
        name: 'warnings',
        type: {
          type: 'array',
          items: {
            type: 'record',
            namespace: 'karat.order',
            name: 'PricingWarning',
            doc: 'What somebody should look at although the price stands.',
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
                doc: 'Machine-readable reason, e.g. implausible-size, degenerate.',
              },
              {
                name: 'detail',
                type: 'string',
                doc: 'What was found, and where.',
              },
            ],
          },
        },
        doc: 'What somebody should look at although the price stands; empty as a rule.',
        default: [],
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
                      {
                        name: 'modelOwner',
                        type: ['null', 'string'],
                        doc: 'Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told.',
                        default: null,
                        optional: true,
                      },
                      {
                        name: 'modelUnit',
                        type: ['null', 'string'],
                        doc: 'Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm.',
                        default: null,
                        optional: true,
                      },
                      {
                        name: 'stones',
                        type: 'int',
                        doc: 'Stones to be set in each piece, 0 to 999.',
                        default: 0,
                        optional: true,
                      },
                      {
                        name: 'engravedLetters',
                        type: 'int',
                        doc: 'Letters to be engraved on each piece, 0 to 999.',
                        default: 0,
                        optional: true,
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
              {
                name: 'statusSince',
                type: 'long',
                doc: 'Since when the order has its status, epoch milliseconds UTC.',
                default: 0,
              },
              {
                name: 'assignedTo',
                type: ['null', 'string'],
                doc: 'The only operator who may claim it; null when any may.',
                default: null,
              },
              {
                name: 'defects',
                type: 'int',
                doc: 'Defects reported so far.',
                default: 0,
              },
              {
                name: 'overdueDueAt',
                type: ['null', 'long'],
                doc: 'The due date of which the order was last flagged overdue, epoch milliseconds UTC.',
                default: null,
              },
              {
                name: 'stuckSince',
                type: ['null', 'long'],
                doc: 'statusSince of the stay that was flagged stuck; null when the present one was not.',
                default: null,
              },
              {
                name: 'rewardMinor',
                type: 'long',
                doc: 'Reward earned and not taken back, in minor units.',
                default: 0,
              },
              {
                name: 'rewardCurrency',
                type: ['null', 'string'],
                doc: 'ISO 4217 code of the reward; null when there is none.',
                default: null,
              },
              {
                name: 'erased',
                type: 'boolean',
                doc: 'Whether the personal data of the order is erased.',
                default: false,
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
