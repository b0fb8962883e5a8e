# cmake -DPROGRAM=<program> -DGOLDEN=<file> -P golden.cmake: what the program prints is what stands
# in the file. With CAMBIUM_UPDATE_GOLDEN in the environment it is written there.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${result}:\n${printed}")
endif()
if(DEFINED ENV{CAMBIUM_UPDATE_GOLDEN})
  file(WRITE ${GOLDEN} "${printed}")
endif()
file(READ ${GOLDEN} expected)
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "${PROGRAM} printed\n${printed}\nand not what stands in ${GOLDEN}")
endif()
