// SYNTAX TEST "source.tsx" "annotations in comments"
  // @delivery at-least-once dlq=orders.dlq attempts=5
//   ^ punctuation.definition.annotation.delivery-guarantees
//    ^^^^^^^^ storage.type.annotation.delivery-guarantees
//             ^^^^^^^^^^^^^ constant.language.guarantee.delivery-guarantees
//                           ^^^ entity.other.attribute-name.delivery-guarantees
//                              ^ keyword.operator.assignment.delivery-guarantees
//                               ^^^^^^^^^^ string.unquoted.value.delivery-guarantees
  /** @idempotent key=event.id via billing service */
//    ^ punctuation.definition.annotation.delivery-guarantees
//     ^^^^^^^^^^ storage.type.annotation.delivery-guarantees
//                ^^^ entity.other.attribute-name.delivery-guarantees
//                    ^^^^^^^^ string.unquoted.value.delivery-guarantees
//                             ^^^ keyword.other.via.delivery-guarantees
//                                                 ^^ - storage.type.annotation.delivery-guarantees
  await send(); // @effect harmless reason=a preview, nobody minds
//                  ^^^^^^ storage.type.annotation.delivery-guarantees
//                         ^^^^^^^^ constant.language.effect.delivery-guarantees
//                                  ^^^^^^ entity.other.attribute-name.delivery-guarantees
//                                         ^^^^^^^^^^^^^^^^^^^^^^^^ string.unquoted.reason.delivery-guarantees
  // delivery-ignore unguarded-effect, floating-effect -- the receiver deduplicates
//   ^^^^^^^^^^^^^^^ keyword.control.ignore.delivery-guarantees
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ entity.name.tag.rule.delivery-guarantees
//                                                     ^^ punctuation.separator.reason.delivery-guarantees
//                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^ string.unquoted.reason.delivery-guarantees
  const text = '@delivery at-least-once';
//              ^^^^^^^^^ - storage.type.annotation.delivery-guarantees
  // mail me@delivery at-least-once, or see @deliveryNote and my-delivery-ignore
//          ^^^^^^^^^ - storage.type.annotation.delivery-guarantees
//                                          ^^^^^^^^^^^^ - storage.type.annotation.delivery-guarantees
//                                                           ^^^^^^^^^^^^^^^ - keyword.control.ignore.delivery-guarantees
